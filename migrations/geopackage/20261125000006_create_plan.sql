-- The files of the work plan that the service answers for, as they were written; empty without one.
create table plan_files (
    name text primary key,
    text text not null
);
