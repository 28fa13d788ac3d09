-- Vocabularies. The rows come with the territory's data (`codes.csv`); a column that refers to one of
-- these tables takes only its codes, whoever writes.

create table code_provenance (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_violation_class (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_zone (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_violation_status (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_removal_mode (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_found_by (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_register (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_case_type (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_case_source (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_case_stage (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_case_tier (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_incident_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_hazard_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_hazard_status (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_asset_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_asset_state (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_key_area_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_business_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_business_state (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_licence_state (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_waterlogging_status (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_bank (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_works_stage (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_road_work_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_elder_tier (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_facility_state (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_elder_service (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_neighbourhood_service (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_civic_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_gate_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_road_class (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_waterway_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_metro_kind (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_compound_class (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_owners_committee_state (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_award (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_autonomy_version (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_responsibility_role (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
create table code_indicator (
    code     text primary key,
    title_zh text not null,
    title_en text not null,
    rank     bigint not null
);
