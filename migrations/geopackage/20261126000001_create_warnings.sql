-- 预警: the warning level of each unit that has or had one, written by the service alone. No `references`:
-- a unit that goes takes its row along, and a level is that of the plan in use.
create table warnings (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    unit           TEXT not null,
    name           TEXT not null,
    level          TEXT,
    since          DATE not null,
    rules          TEXT not null,
    reasons_zh     TEXT not null,
    reasons_en     TEXT not null,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier) values ('warnings', 'attributes', 'warnings');

-- A store that is in use has its catalogue already; a new one takes it from the territory's folder.
insert into catalogue_layers (layer, title_zh, title_en, description_zh, description_en, theme, rank, title_column, time_start, access, editable)
select 'warnings', '预警等级', 'Warning levels', '各小区的预警等级与依据,由服务写入', 'Level and reasons of each compound, written by the service', 'indicators', max(rank) + 1, 'name', 'since', 'internal', 1
from catalogue_layers having count(*) > 0;
insert into catalogue_columns (layer, "column", title_zh, title_en, access)
select 'warnings', new."column", new.title_zh, new.title_en, 'internal'
from (
    select 'unit' as "column", '单元' as title_zh, 'Unit' as title_en
    union all select 'level', '预警等级', 'Warning level'
    union all select 'since', '起始日期', 'Since'
    union all select 'rules', '触发规则', 'Rules that raise it'
    union all select 'reasons_zh', '依据', 'Reasons (Chinese)'
    union all select 'reasons_en', '依据(英文)', 'Reasons'
) new
where exists (select 1 from catalogue_layers);

-- As the service would make them. A new store gets its own once its rows are in.
create trigger gumei_log_warnings_insert after insert on warnings begin
    insert into changes (layer, feature_id, fid, op, before, after, who, why, batch)
    select 'warnings', new.id, new.fid, 'insert', null, json_object('fid', new.fid, 'id', new.id, 'unit', new.unit, 'name', new.name, 'level', new.level, 'since', new.since, 'rules', new.rules, 'reasons_zh', new.reasons_zh, 'reasons_en', new.reasons_en, 'provenance', new.provenance, 'source', new.source), who, why, batch
    from change_context where only_row = 1;
end;
create trigger gumei_log_warnings_update after update on warnings begin
    insert into changes (layer, feature_id, fid, op, before, after, who, why, batch)
    select 'warnings', new.id, new.fid, 'update', json_object('fid', old.fid, 'id', old.id, 'unit', old.unit, 'name', old.name, 'level', old.level, 'since', old.since, 'rules', old.rules, 'reasons_zh', old.reasons_zh, 'reasons_en', old.reasons_en, 'provenance', old.provenance, 'source', old.source), json_object('fid', new.fid, 'id', new.id, 'unit', new.unit, 'name', new.name, 'level', new.level, 'since', new.since, 'rules', new.rules, 'reasons_zh', new.reasons_zh, 'reasons_en', new.reasons_en, 'provenance', new.provenance, 'source', new.source), who, why, batch
    from change_context where only_row = 1;
end;
create trigger gumei_log_warnings_delete after delete on warnings begin
    insert into changes (layer, feature_id, fid, op, before, after, who, why, batch)
    select 'warnings', old.id, old.fid, 'delete', json_object('fid', old.fid, 'id', old.id, 'unit', old.unit, 'name', old.name, 'level', old.level, 'since', old.since, 'rules', old.rules, 'reasons_zh', old.reasons_zh, 'reasons_en', old.reasons_en, 'provenance', old.provenance, 'source', old.source), null, who, why, batch
    from change_context where only_row = 1;
end;
