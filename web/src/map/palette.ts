import { STATES } from "../figures/targets";
import { COLOURS } from "../figures/warnings";

/** The map's colours, read from the style sheet so that they live in one place. */
export interface Palette {
  outside: string;
  land: string;
  compound: string;
  compoundLine: string;
  water: string;
  waterLabel: string;
  road: string;
  roadMajor: string;
  casing: string;
  casingMajor: string;
  footpath: string;
  metro: string;
  border: string;
  borderStrong: string;
  label: string;
  labelStrong: string;
  halo: string;
  fade: string;
  ink: string;
  paper: string;
  amber: string;
  accent: string;
  reached: string;
  gap: string;
  nodata: string;
  nodataLine: string;
  /** Sequential classes, light to strong. */
  sequence: string[];
  /** States of targets, in the order of STATES. */
  states: string[];
  /** Warnings in the order of COLOURS, and units without one. */
  warnings: string[];
  /** Categories in order; the last is “other”. */
  categories: string[];
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim() || "#888888";
  return {
    outside: read("map-outside"),
    land: read("map-land"),
    compound: read("map-compound"),
    compoundLine: read("map-compound-line"),
    water: read("map-water"),
    waterLabel: read("map-water-label"),
    road: read("map-road"),
    roadMajor: read("map-road-major"),
    casing: read("map-casing"),
    casingMajor: read("map-casing-major"),
    footpath: read("map-footpath"),
    metro: read("map-metro"),
    border: read("map-border"),
    borderStrong: read("map-border-strong"),
    label: read("map-label"),
    labelStrong: read("map-label-strong"),
    halo: read("map-halo"),
    fade: read("map-fade"),
    ink: read("ink"),
    paper: read("paper"),
    amber: read("amber"),
    accent: read("accent"),
    reached: read("reached"),
    gap: read("gap"),
    nodata: read("nodata"),
    nodataLine: read("nodata-line"),
    sequence: [0, 1, 2, 3, 4].map((i) => read(`seq-${i}`)),
    states: STATES.map((state) => read(`state-${state}`)),
    warnings: [...COLOURS, "none"].map((colour) => read(`warn-${colour}`)),
    categories: [0, 1, 2, 3, 4, 5, 6].map((i) => read(`cat-${i}`)).concat(read("cat-other")),
  };
}
