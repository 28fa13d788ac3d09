import type { Feature, Lang } from "../api/types";
import { COLOURS } from "../figures/warnings";
import { labelPoint } from "../geometry/label_point";
import { titleOf } from "../state/catalogue";
import { FIRST_WARNING_CLASS, NO_WARNING_CLASS, type WarningAnswers } from "../state/warnings";
import { collectionOf, drawn, type DrawnCollection } from "./features";

/** The units with the class that colours each. */
export function warnedUnits(warnings: WarningAnswers, features: readonly Feature[], lang: Lang): DrawnCollection {
  const answer = warnings.levels.value;
  const titles = new Map(answer?.levels.map((level) => [level.key, titleOf(level.title, lang)]));
  return collectionOf(
    features.flatMap((feature) => {
      const tone = warnings.tones.get(feature.id);
      const unit = warnings.unit(feature.id);
      if (tone === undefined || !unit || !answer) return [];
      const provenance = String(feature.properties["provenance"] ?? "");
      const level = unit.level === null ? "" : (titles.get(unit.level) ?? unit.level);
      return drawn(feature, {
        id: feature.id, collection: answer.by, provenance, class: tone, name: level ? `${unit.name} · ${level}` : unit.name,
      });
    }),
  );
}

/** A point in each warned unit that carries the sign of its level: colour alone never tells it. */
export function warningSigns(warnings: WarningAnswers, features: readonly Feature[], lang: Lang): DrawnCollection {
  return collectionOf(
    features.flatMap((feature) => {
      const tone = warnings.tones.get(feature.id);
      const point = tone === undefined || tone === NO_WARNING_CLASS ? null : labelPoint(feature.geometry);
      if (!point || tone === undefined) return [];
      const image = `warning|${COLOURS[tone - FIRST_WARNING_CLASS]}|${lang}`;
      return drawn({ ...feature, geometry: { type: "Point", coordinates: point } }, { id: feature.id, image });
    }),
  );
}
