"""python -m generate --out DIR: writes every layer and table of the territory."""
import argparse
from pathlib import Path

from . import assets, compounds, events, facilities, people, streets, units, violations, works
from .places import Places
from .write import all_layers


def build():
    """All layers and tables, as rows ready to write."""
    rivers = streets.rivers()
    named = streets.named_streets()
    gap = streets.hechuan_gap(named)
    committees, cells, cuts = units.build(named, rivers, [point for _, point in compounds.real_points()])
    walked = named + compounds.local_streets(cuts, rivers)
    rows = compounds.build(cells, walked, rivers)
    gates, footpaths = compounds.gates(rows, walked, gap)
    compound_features = compounds.populate(rows)
    places = Places(rows, walked)

    layers = units.features(committees, cells)
    layers["compounds"] = compound_features
    layers["gates"] = gates
    layers["buildings"] = []  # the table is there, nothing is known for it
    layers["roads"] = streets.network(walked + footpaths + streets.elevated(), gap, gates)
    layers["waterways"] = streets.waterways(rivers)
    layers["metro"] = streets.metro()
    layers["violations"] = violations.build(places)
    layers["cases"] = events.cases(places)
    layers["incidents"] = events.incidents(places)
    layers["hazards"] = events.hazards(places)
    layers["assets"] = assets.build(places, compound_features)
    layers["key_areas"], stretch, front = works.key_areas(places, named)
    layers["businesses"] = works.businesses(layers["key_areas"], stretch, front)
    layers["waterlogging"] = works.waterlogging(places)
    layers["river_segments"] = works.river_segments(named, rivers)
    layers["road_works"] = works.road_works(named, gap)
    layers["elder_facilities"] = facilities.elder(committees)
    layers["neighbourhood_centres"] = facilities.neighbourhood_centres()
    layers["civic_facilities"] = facilities.civic()
    tables = {"unit_indicators": people.indicators(committees, rows), "responsibilities": people.responsibilities(rows)}
    return layers, tables


def main():
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    folder = parser.parse_args().out
    layers, tables = build()
    all_layers(layers, tables, folder)
    for name, rows in [*layers.items(), *tables.items()]:
        print(f"{len(rows):6} {name}")


if __name__ == "__main__":
    main()
