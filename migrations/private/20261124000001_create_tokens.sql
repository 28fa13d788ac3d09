-- Who may write. This file is never handed out; the GeoPackage is.
create table tokens (
    name       text not null primary key,
    -- SHA-256 of the token. A token is 256 random bits, so it needs no slow hash.
    hash       text not null unique,
    created_at text not null default (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
