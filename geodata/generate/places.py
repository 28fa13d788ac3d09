"""Where things happen: clusters inside compounds, spots along street frontages."""
import math

import shapely
from shapely.geometry import Point, Polygon

from .frame import degrees, lines, metres, outline
from .streets import HALF_WIDTH


class Places:
    def __init__(self, compounds, streets):
        self.compounds = compounds
        self.frame = outline()
        self.inside = metres(self.frame)
        shapely.prepare(self.frame)
        shapely.prepare(self.inside)
        self.areas = [row.area for row in compounds]
        self.tree = shapely.STRtree(self.areas)
        self.streets = []
        for name, level, line, _, _ in streets:
            if level in HALF_WIDTH and level not in ("footpath", "elevated"):
                for part in lines(line.intersection(self.inside)):
                    self.streets.append((name, level, part))

    def compound_at(self, spot):
        """The compound that holds the whole geometry, if any (degrees)."""
        for number in sorted(int(i) for i in self.tree.query(spot)):
            if self.areas[number].contains(spot):
                return self.compounds[number]
        return None

    def in_public(self, shape):
        return self.frame.contains(shape) and not self.touches_compound(shape)

    def touches_compound(self, spot):
        return any(self.areas[int(i)].intersects(spot) for i in self.tree.query(spot))

    def compound(self, name):
        return next(row for row in self.compounds if row.name == name)

    def clusters(self, numbers, count=None):
        """Per compound a few centres around which things lie."""
        result = {}
        for row in self.compounds:
            wanted = (count or 2 + int(row.shape.area / 22_000)) * (3 if row.name == "九星苑" else 1)
            result[row.id] = [self.anywhere(numbers, row) for _ in range(wanted)]
        return result

    def anywhere(self, numbers, row):
        west, south, east, north = row.shape.bounds
        while True:
            spot = Point(numbers.uniform(west, east), numbers.uniform(south, north))
            if row.shape.contains(spot):
                return spot

    def within(self, numbers, row, centres, spread=26):
        """A point near one of the centres, inside the compound after rounding (degrees)."""
        while True:
            centre = centres[int(len(centres) * numbers.random() ** 1.6)]  # the first ones draw most
            spot = degrees(Point(numbers.gauss(centre.x, spread), numbers.gauss(centre.y, spread)))
            if row.area.contains(spot):
                return spot

    def pick(self, numbers, weights):
        """A compound by weight; `weights` maps names to factors on its residents."""
        values = [row.residents * weights.get(row.name, 1.0) * weights.get(row.kind, 1.0) for row in self.compounds]
        return numbers.choices(self.compounds, values)[0]

    def hot_spots(self, numbers, weights, count):
        """Places along streets where shops gather: (name, line, metre), weighted by street name and class."""
        values = [part.length * weights.get(name, weights.get(level, 0.0)) for name, level, part in self.streets]
        spots = []
        for name, level, part in numbers.choices(self.streets, values, k=count):
            spots.append((name, level, part, numbers.uniform(0, part.length)))
        return spots

    def frontage(self, numbers, spots, spread=45, public=True):
        """A spot on the building line near a hot spot: (street name, point in degrees)."""
        while True:
            name, level, part, at = numbers.choice(spots)
            along = numbers.gauss(at, spread)
            if not 0 < along < part.length:
                continue
            here, ahead = part.interpolate(along), part.interpolate(min(part.length, along + 1))
            angle = math.atan2(ahead.y - here.y, ahead.x - here.x) + math.pi / 2 * numbers.choice((-1, 1))
            off = HALF_WIDTH[level] - numbers.uniform(1.5, 6.0)
            spot = Point(here.x + off * math.cos(angle), here.y + off * math.sin(angle))
            rounded = degrees(spot)
            if self.in_public(rounded) if public else self.frame.contains(rounded):
                return name, rounded

    def rectangle(self, numbers, spot, area):
        """A small building around a point (degrees), turned at random steps."""
        centre = metres(spot)
        width = math.sqrt(area * numbers.uniform(0.5, 0.9))
        depth = area / width
        angle = numbers.choice((-0.24, -0.24, 0.1, 1.33))
        c, s = math.cos(angle), math.sin(angle)
        ring = [(centre.x + a * c - b * s, centre.y + a * s + b * c)
                for a, b in ((-width / 2, -depth / 2), (width / 2, -depth / 2), (width / 2, depth / 2), (-width / 2, depth / 2))]
        return degrees(Polygon(ring))
