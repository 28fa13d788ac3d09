import type { Code, Collection, Feature, Lang, Property, Titles } from "../api/types";

/** What the service says of its layers, with look-ups. */
export class Catalogue {
  readonly collections: Collection[];
  readonly #byId: Map<string, Collection>;

  constructor(collections: Collection[]) {
    this.collections = collections;
    this.#byId = new Map(collections.map((collection) => [collection.id, collection]));
  }

  get(id: string): Collection | undefined {
    return this.#byId.get(id);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** Title of a collection; its id when the service does not list it. */
  title(id: string, lang: Lang): string {
    return titleOf(this.#byId.get(id)?.titles, lang) || id;
  }

  /** Unit collections, the largest units first. */
  unitLevels(): Collection[] {
    return this.collections
      .filter((collection) => collection.unitLevel !== null && collection.count > 0)
      .sort((a, b) => (a.unitLevel as number) - (b.unitLevel as number));
  }

  property(collection: string, name: string): Property | undefined {
    return this.#byId.get(collection)?.properties.find((property) => property.name === name);
  }

  /** Title of a code of a property; the code itself when the list lacks it. */
  codeTitle(property: Property | undefined, code: unknown, lang: Lang): string {
    if (code === null || code === undefined) return "";
    const found = property?.codes?.find((entry) => entry.code === String(code));
    return titleOf(found?.titles, lang) || String(code);
  }
}

/** The text in `lang`, or in the other language when that one is empty. */
export function titleOf(titles: Titles | null | undefined, lang: Lang): string {
  if (!titles) return "";
  return titles[lang] || titles[lang === "zh" ? "en" : "zh"] || "";
}

/** Properties worth grouping or filtering by: those with a code list, provenance aside. */
export function codedProperties(collection: Collection | undefined): Property[] {
  return (collection?.properties ?? []).filter(
    (property) => property.codes?.length && property.type !== "array" && property.name !== "provenance",
  );
}

/** Names of the properties that most likely tell the kinds of a layer apart, best first. */
const KIND_NAMES = ["class", "kind", "type", "tier", "status", "state", "stage"];

/** The coded property by which a layer is drawn and grouped at first, if it has one. */
export function kindProperty(collection: Collection | undefined): Property | undefined {
  const coded = codedProperties(collection);
  for (const name of KIND_NAMES) {
    const found = coded.find((property) => property.name === name);
    if (found) return found;
  }
  return coded[0];
}

/** What a feature is called: its title column, a name, or its id. */
export function featureName(feature: Feature, collection: Collection | undefined): string {
  const column = collection?.titleColumn;
  const titled = column ? feature.properties[column] : undefined;
  return String(titled ?? feature.properties["name"] ?? feature.id);
}

/** Share of the features that are made up, 0 to 1; 0 for an empty layer. */
export function syntheticShare(collection: Collection): number {
  const total = Object.values(collection.provenance).reduce((sum, n) => sum + (n ?? 0), 0);
  return total === 0 ? 0 : (collection.provenance.synthetic ?? 0) / total;
}

export function codesOf(property: Property | undefined): Code[] {
  return property?.codes ?? [];
}
