-- Who may write. A schema of its own: rights on the layers' schema give none on this one, and a
-- dump of the layers (`pg_dump -n public`) leaves it out.
create schema if not exists gumei_private;
create table if not exists gumei_private.tokens (
    name       text not null primary key,
    -- SHA-256 of the token. A token is 256 random bits, so it needs no slow hash.
    hash       text not null unique,
    created_at text not null default to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
);
