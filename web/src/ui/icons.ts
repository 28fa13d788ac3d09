import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

const PATHS = {
  search: svg`<circle cx="10.5" cy="10.5" r="5.5"/><path d="M15 15l5 5"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  left: svg`<path d="M14 6l-6 6 6 6"/>`,
  right: svg`<path d="M10 6l6 6-6 6"/>`,
  up: svg`<path d="M6 15l6-6 6 6"/>`,
  down: svg`<path d="M6 9l6 6 6-6"/>`,
  download: svg`<path d="M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14"/>`,
  layers: svg`<path d="M12 4l9 5-9 5-9-5zM4 14l8 4.5 8-4.5"/>`,
  chart: svg`<path d="M5 20V11M11 20V5M17 20v-7M3 20h18"/>`,
  table: svg`<path d="M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  home: svg`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>`,
  pin: svg`<path d="M12 21s6.5-6 6.5-11a6.5 6.5 0 1 0-13 0c0 5 6.5 11 6.5 11z"/><circle cx="12" cy="10" r="2.2"/>`,
  target: svg`<circle cx="12" cy="12" r="6.5"/><path d="M12 3v4M12 17v4M3 12h4M17 12h4"/>`,
  polygon: svg`<path d="M5 9l7-5 7 4-2 10-9 2z"/>`,
  calendar: svg`<path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4"/>`,
  print: svg`<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.8v.4"/>`,
} satisfies Record<string, SVGTemplateResult>;

/** A 20-pixel line icon; it says nothing to a screen reader, its button has to. */
export function icon(name: keyof typeof PATHS): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${PATHS[name]}</svg>`;
}
