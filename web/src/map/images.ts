import type { Map as MapLibreMap } from "maplibre-gl";
import { SHAPES } from "../figures/categories";
import { SIGNS, STATES } from "../figures/targets";
import { COLOUR_SIGNS, COLOURS } from "../figures/warnings";
import type { WarningColour } from "../api/warning_types";
import type { Lang } from "../api/types";
import type { TargetState } from "../api/plan_types";
import type { Palette } from "./palette";
import { traceShape } from "../figures/shapes";

/** Pixels of the image per pixel of the map. */
const RATIO = 2;

/**
 * Draws images when the map first asks for them. Their names say all there is to draw:
 * - `mark|<category>|<1 when synthetic>`: a point's symbol;
 * - `site|<category>`: a facility of the coverage question, larger and solid;
 * - `donut|<shares of the categories in twelfths, joined by ->`: a cluster;
 * - `state|<state of a target>`: its sign on a round badge;
 * - `warning|<colour>|<language>`: its sign in the colour's own shape;
 * - `hatch|gap`, `hatch|nodata`: patterns.
 */
export function drawImagesOnDemand(map: MapLibreMap, palette: () => Palette): void {
  map.setMissingStyleImageResolver((id) => {
    const image = draw(id, palette());
    if (image && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: RATIO });
  });
}

/** Forgets every drawn image, after a change of colours. */
export function dropImages(map: MapLibreMap): void {
  for (const id of map.listImages()) if (id.includes("|")) map.removeImage(id);
}

function draw(id: string, palette: Palette): ImageData | null {
  const [kind, first = "", second = ""] = id.split("|");
  switch (kind) {
    case "mark":
      return mark(Number(first), second === "1", 8, palette);
    case "site":
      return mark(Number(first), false, 10.5, palette);
    case "donut":
      return donut(first.split("-").map(Number), palette);
    case "state":
      return badge(first as TargetState, palette);
    case "warning":
      return warning(first as WarningColour, second as Lang, palette);
    case "hatch":
      return first === "gap" ? hatch(palette.gap, 8, 1.6) : hatch(palette.nodataLine, 6, 1);
    default:
      return null;
  }
}

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = element.height = size * RATIO;
  const context = element.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no 2-D canvas");
  context.scale(RATIO, RATIO);
  return context;
}

function pixels(context: CanvasRenderingContext2D): ImageData {
  return context.getImageData(0, 0, context.canvas.width, context.canvas.height);
}

function mark(category: number, synthetic: boolean, radius: number, palette: Palette): ImageData {
  const size = radius * 2 + 8;
  const context = canvas(size);
  context.translate(size / 2, size / 2);
  const shape = SHAPES[category] ?? "dot";
  context.lineJoin = "round";
  traceShape(context, shape, radius - 1);
  context.strokeStyle = palette.halo;
  context.lineWidth = 4.5;
  context.stroke();
  context.fillStyle = palette.categories[category] ?? palette.ink;
  context.fill();
  context.strokeStyle = palette.ink;
  context.globalAlpha = synthetic ? 0.85 : 0.55;
  context.lineWidth = 1;
  if (synthetic) context.setLineDash([2.2, 1.8]);
  context.stroke();
  return pixels(context);
}

function donut(parts: number[], palette: Palette): ImageData {
  const size = 44;
  const context = canvas(size);
  context.translate(size / 2, size / 2);
  context.beginPath();
  context.arc(0, 0, 20, 0, Math.PI * 2);
  context.fillStyle = palette.paper;
  context.globalAlpha = 0.94;
  context.fill();
  context.globalAlpha = 1;
  const total = parts.reduce((sum, part) => sum + part, 0) || 1;
  let angle = -Math.PI / 2;
  context.lineWidth = 4.5;
  parts.forEach((part, category) => {
    if (part <= 0) return;
    const next = angle + (part / total) * Math.PI * 2;
    context.beginPath();
    context.arc(0, 0, 16.5, angle, next);
    context.strokeStyle = palette.categories[category] ?? palette.ink;
    context.stroke();
    angle = next;
  });
  return pixels(context);
}

function badge(state: TargetState, palette: Palette): ImageData {
  const context = canvas(22);
  context.translate(11, 11);
  context.beginPath();
  context.arc(0, 0, 9, 0, Math.PI * 2);
  context.fillStyle = palette.paper;
  context.fill();
  context.lineWidth = 1.8;
  context.strokeStyle = state === "not_applicable" ? palette.nodataLine : (palette.states[STATES.indexOf(state)] ?? palette.ink);
  context.stroke();
  context.fillStyle = palette.ink;
  context.font = "700 11px sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(SIGNS[state] ?? "", 0, 0.5);
  return pixels(context);
}

/** A circle, a square on its corner, a triangle, an octagon: told apart without their colours. */
function warning(colour: WarningColour, lang: Lang, palette: Palette): ImageData {
  const context = canvas(26);
  context.translate(13, 13);
  const [corners, radius, turn, shift] = { blue: [0, 9, 0, 0], yellow: [4, 11, 0, 0], orange: [3, 12, -Math.PI / 2, 2.5], red: [8, 10, Math.PI / 8, 0] }[colour] as [number, number, number, number];
  context.beginPath();
  if (corners === 0) context.arc(0, 0, radius, 0, Math.PI * 2);
  for (let i = 0; i < corners; i += 1) {
    const angle = turn + (i * Math.PI * 2) / corners;
    context.lineTo(radius * Math.cos(angle), radius * Math.sin(angle) + shift);
  }
  context.closePath();
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = palette.halo;
  context.stroke();
  context.fillStyle = palette.warnings[COLOURS.indexOf(colour)] ?? palette.ink;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = "#1f2933";
  context.stroke();
  context.fillStyle = colour === "blue" || colour === "red" ? "#ffffff" : "#1f2933";
  context.font = `700 ${corners === 3 || corners === 4 ? 9.5 : 11}px sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(COLOUR_SIGNS[colour][lang], 0, 0.5 + shift);
  return pixels(context);
}

/** Diagonal lines, `step` pixels apart, that meet themselves at the tile's edges. */
function hatch(colour: string, step: number, width: number): ImageData {
  const context = canvas(step);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = "square";
  for (const shift of [-step, 0, step]) {
    context.beginPath();
    context.moveTo(shift - 1, step + 1);
    context.lineTo(shift + step + 1, -1);
    context.stroke();
  }
  return pixels(context);
}
