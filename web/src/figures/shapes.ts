import type { Shape } from "./categories";

type Point = [x: number, y: number];

/** Corners of a shape around (0, 0), scaled so that all look equally large; null for round ones. */
export function shapeCorners(shape: Shape, radius: number): Point[] | null {
  switch (shape) {
    case "square":
      return regular(4, radius * 1.12, Math.PI / 4);
    case "triangle":
      return regular(3, radius * 1.22, -Math.PI / 2).map(([x, y]) => [x, y + radius * 0.14]);
    case "diamond":
      return regular(4, radius * 1.18, 0);
    case "hexagon":
      return regular(6, radius * 1.06, 0);
    case "drop":
      return regular(3, radius * 1.22, Math.PI / 2).map(([x, y]) => [x, y - radius * 0.14]);
    case "cross":
      return cross(radius);
    default:
      return null;
  }
}

/** Makes the shape the context's current path. */
export function traceShape(context: CanvasRenderingContext2D, shape: Shape, radius: number): void {
  context.beginPath();
  const corners = shapeCorners(shape, radius);
  if (!corners) {
    context.arc(0, 0, shape === "dot" ? radius * 0.7 : radius, 0, Math.PI * 2);
    return;
  }
  corners.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.closePath();
}

function regular(corners: number, radius: number, turn: number): Point[] {
  return Array.from({ length: corners }, (_, i) => {
    const angle = turn + (i / corners) * Math.PI * 2;
    return [Math.cos(angle) * radius, Math.sin(angle) * radius];
  });
}

function cross(radius: number): Point[] {
  const [long, short] = [radius * 1.05, radius * 0.4];
  return [
    [-short, -long], [short, -long], [short, -short], [long, -short], [long, short], [short, short],
    [short, long], [-short, long], [-short, short], [-long, short], [-long, -short], [-short, -short],
  ];
}
