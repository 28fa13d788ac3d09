-- The warning level of each unit that has or had one, written by the service alone. No `references`:
-- a unit that goes takes its row along, and a level is that of the plan in use.
create table warnings (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    unit           text not null,
    name           text not null,
    level          text,
    since          date not null,
    rules          text not null,
    reasons_zh     text not null,
    reasons_en     text not null,
    provenance     text not null references code_provenance (code),
    source         text not null
);
comment on table warnings is '预警: the warning level of each unit that has or had one';
select gumei_log_table('warnings', 'id', 'fid', null);

-- A store that is in use has its catalogue already; a new one takes it from the territory's folder.
insert into catalogue_layers (layer, title_zh, title_en, description_zh, description_en, theme, rank, title_column, time_start, access, editable)
select 'warnings', '预警等级', 'Warning levels', '各小区的预警等级与依据,由服务写入', 'Level and reasons of each compound, written by the service', 'indicators', max(rank) + 1, 'name', 'since', 'internal', true
from catalogue_layers having count(*) > 0;
insert into catalogue_columns (layer, "column", title_zh, title_en, access)
select 'warnings', new."column", new.title_zh, new.title_en, 'internal'
from (values
    ('unit', '单元', 'Unit'),
    ('level', '预警等级', 'Warning level'),
    ('since', '起始日期', 'Since'),
    ('rules', '触发规则', 'Rules that raise it'),
    ('reasons_zh', '依据', 'Reasons (Chinese)'),
    ('reasons_en', '依据(英文)', 'Reasons')
) as new ("column", title_zh, title_en)
where exists (select 1 from catalogue_layers);
