"""What the tables in `migrations/geopackage` ask of the rows, for check.py."""

# Columns besides fid, id and geometry; true: may not be empty.
COLUMNS = {
    "subdistricts": {
        "code": True, "name": True, "alias": False, "area_m2": False, "valid_from": False, "valid_to": False,
        "provenance": True, "source": True,
    },
    "pianqu": {
        "name": True, "alias": False, "subdistrict_id": True, "leader_ref": False, "area_m2": False,
        "valid_from": False, "valid_to": False, "provenance": True, "source": True,
    },
    "committees": {
        "code": False, "name": True, "official_name": False, "alias": False, "pianqu_id": True,
        "autonomy_version": False, "area_m2": False, "valid_from": False, "valid_to": False, "provenance": True,
        "source": True,
    },
    "compounds": {
        "name": True, "alias": False, "committee_id": True, "class": True, "households": True, "residents": True,
        "residents_60": True, "residents_80": True, "guards": False, "guards_certified": False,
        "tech_standard_met": False, "physical_standard_met": False, "owners_committee_state": False,
        "owners_committee_eligible": False, "owners_committee_formed_on": False, "owners_committee_blocker": False,
        "no_group_rental_since": False, "property_company": False, "built_year": False, "area_m2": False,
        "valid_from": False, "valid_to": False, "provenance": True, "source": True,
    },
    "grid_cells": {
        "code": True, "committee_id": True, "last_inspected_on": False, "area_m2": False, "provenance": True,
        "source": True,
    },
    "violations": {
        "class": True, "zone": True, "name": False, "address": False, "built_on": False, "found_on": True,
        "found_by": True, "status": True, "removal_mode": False, "resolved_on": False, "area_m2": False,
        "register": False, "provenance": True, "source": True,
    },
    "cases": {
        "type": True, "source_channel": True, "tier": True, "stage": True, "address": False, "reported_on": True,
        "accepted_on": False, "dispatched_on": False, "handled_on": False, "checked_on": False, "closed_on": False,
        "due_on": False, "complex": False, "recurrence_of": False, "provenance": True, "source": True,
    },
    "incidents": {"kind": True, "occurred_on": True, "provenance": True, "source": True},
    "hazards": {
        "kind": True, "name": False, "status": True, "found_on": True, "ordered_on": False, "resolved_on": False,
        "checked_on": False, "provenance": True, "source": True,
    },
    "assets": {
        "kind": True, "name": False, "state": True, "standard_version": False, "installed_on": False,
        "compound_id": False, "provenance": True, "source": True,
    },
    "key_areas": {"kind": True, "name": True, "issues": False, "provenance": True, "source": True},
    "businesses": {
        "kind": True, "name": True, "address": False, "licence_state": False, "state": True, "treated_on": False,
        "key_area_id": False, "provenance": True, "source": True,
    },
    "waterlogging": {
        "name": True, "status": True, "done_on": False, "verified_on": False, "provenance": True, "source": True,
    },
    "river_segments": {
        "name": True, "river": True, "bank": True, "from_place": True, "to_place": True, "stage": True,
        "planned_m": True, "done_m": True, "done_on": False, "provenance": True, "source": True,
    },
    "road_works": {
        "kind": True, "name": True, "road": False, "from_place": False, "to_place": False, "stage": True,
        "planned_m": False, "done_m": False, "started_on": False, "opened_on": False, "provenance": True,
        "source": True,
    },
    "elder_facilities": {
        "tier": True, "name": True, "address": False, "state": True, "capacity": False, "opened_on": False,
        "site_id": False, "valid_from": False, "valid_to": False, "provenance": True, "source": True,
    },
    "neighbourhood_centres": {
        "name": True, "address": False, "pianqu_id": False, "state": True, "opened_on": False, "due_on": False,
        "valid_from": False, "valid_to": False, "provenance": True, "source": True,
    },
    "civic_facilities": {
        "kind": True, "name": True, "address": False, "capacity": False, "valid_from": False, "valid_to": False,
        "provenance": True, "source": True,
    },
    "gates": {"name": False, "kind": True, "compound_id": True, "provenance": True, "source": True},
    "buildings": {
        "compound_id": True, "residents_60": True, "residents_80": True, "provenance": True, "source": True,
    },
    "roads": {
        "name": False, "class": True, "walkable": False, "valid_from": False, "valid_to": False, "provenance": True,
        "source": True,
    },
    "waterways": {
        "name": True, "kind": True, "width_m": False, "valid_from": False, "valid_to": False, "provenance": True,
        "source": True,
    },
    "metro": {
        "name": True, "kind": True, "lines": False, "valid_from": False, "valid_to": False, "provenance": True,
        "source": True,
    },
    "unit_indicators": {
        "unit": True, "indicator": True, "stands_on": True, "num": False, "den": False, "unknown": False,
        "note": False, "provenance": True, "source": True,
    },
    "responsibilities": {
        "unit": True, "role": True, "holder_ref": True, "valid_from": True, "valid_to": False, "provenance": True,
        "source": True,
    },
    "warnings": {
        "unit": True, "name": True, "level": False, "since": True, "rules": True, "reasons_zh": True,
        "reasons_en": True, "provenance": True, "source": True,
    },
}
# Column to code list.
CODES = {
    "committees": {"autonomy_version": "autonomy_version"},
    "compounds": {"class": "compound_class", "owners_committee_state": "owners_committee_state"},
    "violations": {
        "class": "violation_class", "zone": "zone", "found_by": "found_by", "status": "violation_status",
        "removal_mode": "removal_mode", "register": "register",
    },
    "cases": {"type": "case_type", "source_channel": "case_source", "tier": "case_tier", "stage": "case_stage"},
    "incidents": {"kind": "incident_kind"},
    "hazards": {"kind": "hazard_kind", "status": "hazard_status"},
    "assets": {"kind": "asset_kind", "state": "asset_state"},
    "key_areas": {"kind": "key_area_kind"},
    "businesses": {"kind": "business_kind", "licence_state": "licence_state", "state": "business_state"},
    "waterlogging": {"status": "waterlogging_status"},
    "river_segments": {"bank": "bank", "stage": "works_stage"},
    "road_works": {"kind": "road_work_kind", "stage": "works_stage"},
    "elder_facilities": {"tier": "elder_tier", "state": "facility_state"},
    "neighbourhood_centres": {"state": "facility_state"},
    "civic_facilities": {"kind": "civic_kind"},
    "gates": {"kind": "gate_kind"},
    "roads": {"class": "road_class"},
    "waterways": {"kind": "waterway_kind"},
    "metro": {"kind": "metro_kind"},
    "unit_indicators": {"indicator": "indicator"},
    "responsibilities": {"role": "responsibility_role"},
}
# Column to the layer it names; `unit` is `layer:id`.
REFERENCES = {
    "pianqu": {"subdistrict_id": "subdistricts"},
    "committees": {"pianqu_id": "pianqu"},
    "compounds": {"committee_id": "committees"},
    "grid_cells": {"committee_id": "committees"},
    "cases": {"recurrence_of": "cases"},
    "assets": {"compound_id": "compounds"},
    "businesses": {"key_area_id": "key_areas"},
    "neighbourhood_centres": {"pianqu_id": "pianqu"},
    "gates": {"compound_id": "compounds"},
    "buildings": {"compound_id": "compounds"},
    "unit_indicators": {"unit": "unit"},
    "responsibilities": {"unit": "unit"},
    "warnings": {"unit": "unit"},
}
# Array property to code list, layer or `unit`.
ARRAYS = {
    "compounds": {"committees": "committees", "awards": "award"},
    "elder_facilities": {"services": "elder_service", "serves": "unit"},
    "neighbourhood_centres": {"services": "neighbourhood_service"},
}
DATE_ORDER = {
    "violations": [("built_on", "found_on"), ("found_on", "resolved_on")],
    "cases": [("reported_on", "accepted_on"), ("accepted_on", "dispatched_on"), ("dispatched_on", "handled_on"),
              ("handled_on", "checked_on"), ("checked_on", "closed_on")],
    "hazards": [("found_on", "ordered_on"), ("ordered_on", "resolved_on"), ("resolved_on", "checked_on")],
    "waterlogging": [("done_on", "verified_on")],
    "road_works": [("started_on", "opened_on")],
    "responsibilities": [("valid_from", "valid_to")],
}
# Dates that may lie after as_of because they are plans.
PLANNED_DATES = {("neighbourhood_centres", "due_on"), ("cases", "due_on"), ("roads", "valid_from"), ("metro", "valid_from")}
# Layer: the column, the values that mean done, the date that then must be there and else must not.
RESOLVED = {
    "violations": ("status", ("resolved",), "resolved_on"),
    "hazards": ("status", ("resolved", "checked"), "resolved_on"),
    "waterlogging": ("status", ("done", "verified"), "done_on"),
    "businesses": ("state", ("treated",), "treated_on"),
    "compounds": ("owners_committee_state", ("formed",), "owners_committee_formed_on"),
    "river_segments": ("stage", ("done",), "done_on"),
}
# Here the date may be unknown, but must not stand with another value.
DONE = {
    "elder_facilities": ("state", ("open", "closed"), "opened_on"),
    "neighbourhood_centres": ("state", ("open", "closed"), "opened_on"),
    "road_works": ("stage", ("done",), "opened_on"),
}
MANY = 10 ** 9
COUNTS = {
    "片区": ("pianqu", {}, (6, 6)),
    "committees": ("committees", {}, (39, 39)),
    "compounds": ("compounds", {}, (70, 70)),
    "violations": ("violations", {}, (3000, MANY)),
    "register of 319": ("violations", {"register": "319", "class": "trading"}, (319, 319)),
    "restaurants": ("businesses", {"kind": "restaurant"}, (15, 15)),
    "shops of 中友嘉园": ("businesses", {"kind": "shop"}, (12, 12)),
    "waterlogging points": ("waterlogging", {}, (16, 16)),
    "homes for the elderly": ("elder_facilities", {"tier": "home"}, (3, 3)),
    "elder centres": ("elder_facilities", {"tier": "centre"}, (6, 6)),
    "elder stations": ("elder_facilities", {"tier": "station"}, (39, 39)),
    "neighbourhood centres": ("neighbourhood_centres", {}, (2, 2)),
    "cases": ("cases", {}, (2000, 2000)),
    "hazards": ("hazards", {}, (400, 400)),
}
