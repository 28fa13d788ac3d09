-- One row: which history the numbers of the change log belong to. A store made anew draws another.
create table epoch (
    only_row integer primary key check (only_row = 1),
    id       text not null
);
insert into epoch (only_row, id) values (1, lower(hex(randomblob(16))));
