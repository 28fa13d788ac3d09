// Made from docs/openapi.json by `npm run schema`; not edited by hand.

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Landing page
         * @description The territory, its clock, the position of the data, and links to all else.
         */
        get: operations["landing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/conformance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conformance classes */
        get: operations["conformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This description, as OpenAPI 3.0 */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This documentation as a page */
        get: operations["docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All collections */
        get: operations["collections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One collection: properties, code lists, extent */
        get: operations["collection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/functions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The functions a filter may call */
        get: operations["functions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/queryables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What filters may name */
        get: operations["queryables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/sortables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What lists can be sorted by */
        get: operations["sortables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What features have, and what may be written of them */
        get: operations["schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Features of a collection, page by page
         * @description All conditions must hold. Every property is a parameter too: `a,b` means “a or b”.
         */
        get: operations["items"];
        put?: never;
        /**
         * Add a feature
         * @description With the id it brings, or a fresh one.
         */
        post: operations["create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/items/{featureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One feature */
        get: operations["item"];
        /** Replace a feature as a whole */
        put: operations["replace"];
        post?: never;
        /** Delete a feature */
        delete: operations["delete"];
        options?: never;
        head?: never;
        /**
         * Change members of a feature
         * @description A merge patch (RFC 7396): members named are replaced, `null` takes one away, all others stay.
         */
        patch: operations["patch"];
        trace?: never;
    };
    "/collections/{collectionId}/items/{featureId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the change log tells of a feature
         * @description In order; also of a feature that is gone.
         */
        get: operations["history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Several changes at once
         * @description Of several collections: all of them or none.
         */
        post: operations["transact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tileMatrixSets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tile matrix sets */
        get: operations["matrixSets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tileMatrixSets/{tileMatrixSetId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tile matrix set */
        get: operations["matrixSet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/tiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tilesets of a collection */
        get: operations["tilesets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/tiles/{tileMatrixSetId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tileset */
        get: operations["tileset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A vector tile of a collection
         * @description Mapbox Vector Tile 2.1. Points that are too many are counted in cells; none is lost.
         */
        get: operations["tile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{layers}/{z}/{x}/{y}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A vector tile of one or several collections
         * @description In Web Mercator; `.mvt` may follow `y`. One collection alone also takes conditions on its properties, as its own tiles do.
         */
        get: operations["xyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tiles/{layers}/tilejson.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * TileJSON of layers
         * @description With tiles' addresses that have their version; conditions go into them.
         */
        get: operations["tilejson"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/counts/{collectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Features counted by unit and group
         * @description Each feature belongs to exactly one unit, so that the units and “outside” sum to the total; lines are cut at the borders and measured.
         */
        get: operations["counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/coverage/{collectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People and area within reach of facilities
         * @description Give `reach` in metres, or `minutes` and `speed`; without either the territory's defaults.
         */
        get: operations["coverage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/nearest/{collectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The nearest facilities of each feature, and how far
         * @description In a straight line, in metres, areas and lines from a point inside; with the mean, the median, the 90th percentile and the maximum over all features.
         */
        get: operations["nearest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/where": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Units, responsibilities and open items at a spot */
        get: operations["where"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The work plan's phrases and what became of each */
        get: operations["plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/plan/{rowId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One phrase of the plan */
        get: operations["planRow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The scoreboard
         * @description Numerator, denominator, unknown and one of seven states of each target; with `by` for the units as well.
         */
        get: operations["targets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/targets/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One target and what explains it
         * @description Phrases, formula, trend, what holds it back; GeoJSON and CSV are the units, without `by` the smallest.
         */
        get: operations["target"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/targets/{key}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The features behind a number */
        get: operations["targetRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/warnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Graded warnings per unit
         * @description The warning level of each unit and what raised it, the worst first; levels and thresholds are data of the plan.
         */
        get: operations["warnings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/responsibilities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Chains of responsibility, and what is overdue
         * @description Of each unit of a level its chain, inherited from the larger units it lies in, and what of it is missing, held twice or was interrupted; of each holder what is open and overdue. Without `by` the smallest level with roles.
         */
        get: operations["responsibilities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/responsibilities/{holder}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is overdue where somebody answers for the place */
        get: operations["responsibilityItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/responsibilities/hand-over": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand a role over
         * @description One transaction: the old row ends on the day and the new one begins; history stays. `If-Match` is the tag of the present holder's row.
         */
        post: operations["handOver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Workflows
         * @description Steps, time limits in working days and closing condition of each, with what is open and overdue.
         */
        get: operations["workflows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows/{layerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One workflow, by tier and unit
         * @description Open, within the limits, overdue by step, hand-offs, recurrences, median of working days; CSV is the units, without `by` the largest.
         */
        get: operations["workflow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows/{layerId}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The features of a workflow */
        get: operations["workflowItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workflows/{layerId}/items/{featureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far one feature has come */
        get: operations["workflowCourse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find by name */
        get: operations["find"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Several collections at once
         * @description Of each collection the exact number, and the first features.
         */
        post: operations["search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export layers
         * @description Several collections are a ZIP with a manifest; a single one is a GeoJSON file, and takes the conditions of `/export/{collectionId}`. Easting or longitude comes first, whatever the definition of `crs` says.
         */
        get: operations["export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export/{collectionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export a collection
         * @description A GeoJSON file, without pages. Easting or longitude comes first, whatever the definition of `crs` says.
         */
        get: operations["exportCollection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changed, in order, deletions included
         * @description A page of JSON, or a stream that goes on (`f=sse`): events `change` with their position, and `layers` when collections must be read anew.
         */
        get: operations["changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The layers are loaded */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AheadOf: {
            code: string;
            title: components["schemas"]["Titles"];
            limit: number | null;
        };
        Argument: {
            title: string;
            /** @description The types taken. */
            type: [
                string
            ];
        };
        BelowOf: {
            level: string;
            units: number;
            complete: number;
        };
        /** @description The days that count as working days. */
        CalendarOf: {
            /** @description Who published it; null without one: then Mondays to Fridays count. */
            source: string | null;
            /**
             * Format: date
             * @description Outside these days Mondays to Fridays count.
             */
            from: string | null;
            /** Format: date */
            to: string | null;
        };
        /** @description The roles of a place, the largest unit's first. */
        ChainOf: {
            /** @description Whether every role is held as it should be. */
            complete: boolean;
            roles: components["schemas"]["RoleOf"][];
            /** @description Smaller units with roles of their own. */
            below: components["schemas"]["BelowOf"][];
        };
        /** @description One line of the change log. */
        Change: {
            /** Format: int64 */
            seq: number;
            /**
             * Format: date-time
             * @description When it was written.
             */
            at: string;
            /** @description `null` for an edit from outside the service. */
            who: string | null;
            why: string | null;
            batch: string | null;
            collection: string;
            id: string | null;
            op: components["schemas"]["Op"];
            /** @description The feature as it stands now; `null` when it is gone. */
            feature: components["schemas"]["Feature"] | null;
            /** @description The id the feature had before, when the change gave it another. */
            previous?: string;
            relation?: components["schemas"]["Relation"];
        };
        /** @description One page of the change log. */
        Changes: {
            /** @description The history that positions count in. */
            epoch: string;
            /** Format: int64 */
            since: number;
            /**
             * Format: int64
             * @description The position to go on from.
             */
            last: number;
            /** @description Whether there is more behind `last`. */
            more: boolean;
            changes: components["schemas"]["Change"][];
        };
        Code: {
            code: string;
            titles: components["schemas"]["Titles"];
        };
        /** @description A set of features of one kind, and what is known of their properties. */
        Collection: {
            id: string;
            title: string;
            description: string;
            titles: components["schemas"]["Titles"];
            descriptions: components["schemas"]["Titles"];
            theme: string | null;
            itemType: string;
            /** @description URIs of the systems its features are offered in. */
            crs: string[];
            /** @description Of a collection with geometries. */
            storageCrs?: string;
            geometry: components["schemas"]["Shape"];
            /**
             * Format: int64
             * @description 1 is the whole territory; larger numbers are smaller units.
             */
            unitLevel: number | null;
            /** @description The property that holds the features' titles. */
            titleColumn: string | null;
            time: components["schemas"]["TimeColumns"] | null;
            /** @description Features that exist on the day asked for. */
            count: number;
            /** @description Whether there are so many that a map should draw them from tiles (`gumei serve --tiles-above`). */
            tiled: boolean;
            /** @description How many features have which origin. */
            provenance: {
                [key: string]: number;
            };
            editable: boolean;
            extent: components["schemas"]["Extent"];
            links: components["schemas"]["Link"][];
            properties: components["schemas"]["Property"][];
        };
        /** @description All collections. */
        Collections: {
            links: components["schemas"]["Link"][];
            /** @description URIs of the systems that all collections are offered in; theirs refer to them by `#/crs`. */
            crs: string[];
            collections: components["schemas"]["Collection"][];
        };
        /** @description Classes of the standards that the service keeps. */
        Conformance: {
            conformsTo: string[];
        };
        /** @description The numbers of a unit or of a whole. */
        Count: {
            count: number;
            /**
             * Format: double
             * @description Metres of lines, cut at the units' borders.
             */
            length_m?: number;
            /** @description What there is of each group; groups with nothing are left out. */
            groups?: components["schemas"]["CountGroup"][];
        } & {
            [key: string]: unknown;
        };
        /** @description One group: its values by property, and its numbers. */
        CountGroup: {
            key: {
                [key: string]: unknown;
            };
            count: number;
            /**
             * Format: double
             * @description Metres of lines, cut at the units' borders.
             */
            length_m?: number;
        } & {
            [key: string]: unknown;
        };
        /** @description The units as GeoJSON, with their counts as properties. */
        CountShapes: {
            /** @enum {string} */
            type: "FeatureCollection";
            numberMatched: number;
            outside: {
                [key: string]: unknown;
            };
            features: {
                /** @enum {string} */
                type: "Feature";
                id: string;
                geometry: components["schemas"]["Geometry"] | null;
                properties: {
                    [key: string]: unknown;
                };
                links?: components["schemas"]["Link"][];
            }[];
        };
        /** @description Features counted by unit and group. `units` and `outside` sum to `total`. */
        Counts: {
            collection: string;
            /** @description The unit level. */
            by: string;
            group: string[];
            /** Format: date */
            at: string;
            numberMatched: number;
            total: components["schemas"]["Count"];
            units: components["schemas"]["UnitCount"][];
            outside: components["schemas"]["Count"];
        };
        /** @description How far one feature has come. */
        CourseAnswer: {
            /** Format: date */
            at: string;
            calendar: components["schemas"]["CalendarOf"];
            layer: string;
            id: string;
            /** @description The present step. */
            step: string | null;
            /**
             * Format: date
             * @description The day it was reached.
             */
            since: string | null;
            /**
             * Format: int64
             * @description Working days spent at it.
             */
            used: number | null;
            /** @description Working days it may take. */
            limit: number | null;
            /**
             * Format: date
             * @description Its last day.
             */
            by: string | null;
            open: boolean;
            late: boolean;
            /** @description Any time limit is over. */
            overdue: boolean;
            /**
             * Format: date
             * @description The day by which it must be closed.
             */
            due: string | null;
            /**
             * Format: int64
             * @description Days since then.
             */
            overdue_days: number;
            tier: string | null;
            /**
             * Format: int64
             * @description Working days from the first step to the close.
             */
            closed_in: number | null;
            recurrence_of: string | null;
            /** @description The steps that may follow. */
            next: string[];
            /** @description Days were counted for which there is no calendar: Mondays to Fridays. */
            beyond_calendar: boolean;
            /** @description What has been reached, the present step last. */
            passed: components["schemas"]["PassedOf"][];
            /** @description The steps still to come on the usual way. */
            ahead: components["schemas"]["AheadOf"][];
        };
        /** @description People and area within reach, as a whole and by unit. */
        Coverage: {
            collection: string;
            by: string;
            within: string | null;
            mode: string;
            /** Format: double */
            reach_m: number;
            /** Format: date */
            at: string;
            facilities: number;
            demand: components["schemas"]["DemandCounted"];
            total: components["schemas"]["CoverageFigures"];
            /** @description What lies in no unit of the level, so that the parts sum to the whole. */
            outside: components["schemas"]["CoverageFigures"];
            units: components["schemas"]["UnitCoverage"][];
            curve?: components["schemas"]["CurveStop"][];
            /** @description The area reached. Written behind the numbers, straight from the geometry. */
            reaches?: components["schemas"]["Geometry"];
            /**
             * @description What is not reached, unit by unit, with `id`, `name`, `area_m2` and for each column of people
             *     `<column>_missed`. Written as `reaches` is.
             */
            gaps?: components["schemas"]["Shapes"];
        };
        /** @description What the coverage analysis assumes when nothing else is asked for. */
        CoverageDefaults: {
            /** Format: double */
            minutes: number;
            /** Format: double */
            speed_m_s: number;
            /** Format: double */
            reach_m: number;
            stops_m: number[];
            by: string;
            demand: components["schemas"]["Demand"];
        };
        CoverageFigures: {
            /** Format: double */
            area_m2: number;
            /** Format: double */
            area_reached_m2: number;
            /**
             * Format: double
             * @description From 0 to 1; a share of nothing is `null`.
             */
            area_share: number | null;
            /**
             * Format: double
             * @description Reached by more than one facility.
             */
            overlap_m2: number;
            facilities: number;
            /** Format: double */
            capacity: number;
            /** @description By column of people. */
            people: {
                [key: string]: components["schemas"]["People"];
            };
        };
        /** @description One stop of the curve: also `<column>_share` for each column of people, from 0 to 1. */
        CurveStop: {
            /** Format: double */
            reach_m: number;
            /** Format: double */
            area_share: number | null;
        } & {
            [key: string]: unknown;
        };
        /** @description The polygons that carry the people, and the columns that count them. */
        Demand: {
            collection: string;
            columns: string[];
        };
        DemandCounted: {
            collection: string;
            columns: string[];
            rule: string;
        };
        /** @description Nearest rank: so many per cent of the features are not farther. */
        Distances: {
            /** Format: double */
            mean: number;
            /** Format: double */
            p50: number;
            /** Format: double */
            p90: number;
            /** Format: double */
            max: number;
        };
        /** @description A role that every unit of a level has. */
        DutyOf: {
            level: string;
            role: string;
            /** @description How many hold it at once. */
            holders: number;
            clauses: string[];
        };
        Extent: {
            spatial?: components["schemas"]["Spatial"];
            temporal?: components["schemas"]["Temporal"];
        };
        /** @description A GeoJSON Feature (RFC 7946). */
        Feature: {
            /** @enum {string} */
            type: "Feature";
            id: string;
            geometry: components["schemas"]["Geometry"] | null;
            properties: {
                [key: string]: unknown;
            };
            links?: components["schemas"]["Link"][];
        };
        /** @description A page of features. */
        FeatureCollection: {
            /** @enum {string} */
            type: "FeatureCollection";
            numberMatched: number;
            numberReturned: number;
            links: components["schemas"]["Link"][];
            features: components["schemas"]["Feature"][];
        };
        /** @description How features of a workflow stand. */
        FiguresOf: {
            open: number;
            /** @description Open and with no time limit over. */
            within: number;
            /** @description Any of their time limits is over. */
            overdue: number;
            /** @description Too long at their step. */
            late: number;
            /** @description Their own day is over. */
            past_due: number;
            /** @description In the plan's period up to the day. */
            closed: number;
            /** @description Begun in the period and handed on to another tier. */
            hand_offs: number;
            /** @description Begun in the period, and had been there before. */
            recurrences: number;
            /**
             * Format: int64
             * @description Working days to the close, of those closed in the period.
             */
            median_days: number | null;
            /** @description By step. */
            stages: {
                [key: string]: components["schemas"]["StageOf"];
            };
        };
        FindResult: {
            collection: string;
            id: string;
            name: string;
            /** @description Title of the collection. */
            detail: string;
            match: components["schemas"]["Match"];
            /** @description CRS84: west, south, east, north, in degrees. */
            bbox: [
                number,
                number,
                number,
                number
            ] | null;
        };
        /** @description What a name led to, the best first. */
        Found: {
            q: string;
            results: components["schemas"]["FindResult"][];
        };
        Function: {
            name: string;
            description: string;
            arguments: components["schemas"]["Argument"][];
            /** @description The types of the result. */
            returns: [
                string
            ];
        };
        Functions: {
            functions: components["schemas"]["Function"][];
        };
        GapOf: {
            /** Format: date */
            from: string;
            /**
             * Format: date
             * @description The first day with a holder again.
             */
            to: string;
        };
        /** @description A GeoJSON geometry (RFC 7946). */
        Geometry: {
            /** @enum {string} */
            type: "Point";
            coordinates: [
            ] | [
                number
            ];
        } | {
            /** @enum {string} */
            type: "LineString";
            coordinates: [
                ([
                ] | [
                    number
                ])[],
                ([
                ] | [
                    number
                ])[],
                ...([
                ] | [
                    number
                ])[][]
            ];
        } | {
            /** @enum {string} */
            type: "Polygon";
            coordinates: [
                ([
                ] | [
                    number
                ])[],
                ([
                ] | [
                    number
                ])[],
                ([
                ] | [
                    number
                ])[],
                ([
                ] | [
                    number
                ])[],
                ...([
                ] | [
                    number
                ])[][]
            ][];
        } | {
            /** @enum {string} */
            type: "MultiPoint";
            coordinates: ([
            ] | [
                number
            ])[];
        } | {
            /** @enum {string} */
            type: "MultiLineString";
            coordinates: [
                ([
                ] | [
                    number
                ])[],
                ([
                ] | [
                    number
                ])[],
                ...([
                ] | [
                    number
                ])[][]
            ][];
        } | {
            /** @enum {string} */
            type: "MultiPolygon";
            coordinates: [
                ([
                ] | [
                    number
                ])[],
                ([
                ] | [
                    number
                ])[],
                ([
                ] | [
                    number
                ])[],
                ([
                ] | [
                    number
                ])[],
                ...([
                ] | [
                    number
                ])[][]
            ][][];
        };
        HandOffOf: {
            from: string;
            to: string;
        };
        /** @description A role goes from one holder to the next. */
        HandOver: {
            /** @description `<collection>:<id>` */
            unit: string;
            role: string;
            /** @description The new holder: a reference, never a person's name. */
            holder_ref: string;
            /** @description The new holder's first day. */
            on: string;
            /** @description The one who hands over; needed only where several hold the role. */
            from?: string;
            /** @description For the log. */
            why?: string;
        };
        /** @description What a hand-over has written. */
        HandedOver: {
            /** @description Of the change log: both rows have it. */
            batch: string;
            /** Format: int64 */
            seq: number;
            /** @description The row that ends; null where nobody held the role. */
            ended: string | null;
            /** @description The row that begins. */
            began: string;
        };
        /** @description What the change log tells of one feature. */
        History: {
            collection: string;
            id: string;
            /** @description The history that positions count in. */
            epoch: string;
            deleted: boolean;
            numberReturned: number;
            links: components["schemas"]["Link"][];
            changes: components["schemas"]["Change"][];
        };
        /** @description Somebody with the units they answer for, and what is open there. */
        HolderLoad: {
            holder_ref: string;
            roles: string[];
            /** @description `<collection>:<id>` */
            units: string[];
            load: components["schemas"]["LoadOf"];
        };
        HolderOf: {
            /** @description The row of `responsibilities`. */
            id: string;
            /** @description A reference, never a person's name. */
            holder_ref: string;
            /** Format: date */
            from: string | null;
            /**
             * Format: date
             * @description The first day on which it is over.
             */
            to: string | null;
        };
        /** @description The landing page: the territory, its clock and the way to everything else. */
        Landing: {
            title: string;
            description: string;
            links: components["schemas"]["Link"][];
            territory: components["schemas"]["Territory"];
            /** @description Version of the service. */
            version: string;
            /**
             * Format: int64
             * @description Position of the change log that answers stand at.
             */
            seq: number;
            /** @description The history that `seq` counts in. */
            epoch: string;
        };
        /** @description A link (RFC 8288) as OGC API writes it. */
        Link: {
            href: string;
            rel: string;
            type: string;
            title?: string;
        };
        /** @description The process answers. */
        Live: {
            status: string;
        };
        /** @description What is open, and of it overdue. */
        LoadOf: {
            open: number;
            overdue: number;
            /**
             * Format: int64
             * @description Days of the item that has been overdue for longest.
             */
            most_days: number;
            /** @description By obligation. */
            by: {
                [key: string]: components["schemas"]["PartOf"];
            };
        };
        /**
         * @description What of the feature matched.
         * @enum {string}
         */
        Match: "name" | "alias" | "code" | "initials" | "pinyin";
        Named: {
            id: string;
            name: string;
        };
        Near: {
            collection: string;
            id: string;
            name: string;
            /** Format: double */
            distance_m: number;
        };
        /** @description Features with their neighbours in another collection. */
        Nearest: {
            collection: string;
            to: string;
            /** Format: date */
            at: string;
            numberMatched: number;
            numberReturned: number;
            /** @description Metres to the nearest, over all that match; `null` where there is nothing to be near. */
            distance_m: components["schemas"]["Distances"] | null;
            features: components["schemas"]["NearestFeature"][];
            links: components["schemas"]["Link"][];
        };
        NearestFeature: {
            id: string;
            name: string;
            /** @description The nearest first. */
            nearest: components["schemas"]["Neighbour"][];
        };
        Neighbour: {
            id: string;
            name: string;
            /** Format: double */
            distance_m: number;
        };
        /** @description What must be brought to an end in time. */
        ObligationOf: {
            key: string;
            title: components["schemas"]["Titles"];
            layer: string;
            clauses: string[];
            /** @description The column with the day it is due. */
            due: string | null;
            /** @description Without one: working days from this column's day. */
            start: string | null;
            limit: number | null;
        };
        /** @enum {string} */
        Op: "insert" | "update" | "delete" | "load" | "relation";
        /** @description Items that have begun and not ended, by collection, in the smallest inhabited unit. */
        Open: {
            /** @description `<collection>:<id>`. */
            unit: string;
        } & {
            [key: string]: unknown;
        };
        PartOf: {
            open: number;
            overdue: number;
            /** Format: int64 */
            most_days: number;
        };
        PassedOf: {
            code: string;
            title: components["schemas"]["Titles"];
            /** Format: date */
            on: string | null;
            /** Format: int64 */
            used: number | null;
            limit: number | null;
            /** Format: date */
            by: string | null;
            late: boolean;
        };
        People: {
            /** Format: double */
            total: number;
            /** Format: double */
            reached: number;
            /**
             * Format: double
             * @description By more than one facility.
             */
            twice: number;
        };
        Period: {
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
        };
        PlanAmbiguity: {
            id: string;
            issue: string;
            clauses: string[];
            handling: components["schemas"]["Titles"];
        };
        /** @description The plan's phrases, and what became of each. */
        PlanAnswer: {
            /** Format: int32 */
            year: number;
            title: components["schemas"]["Titles"];
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            themes: components["schemas"]["PlanTheme"][];
            numberMatched: number;
            rows: components["schemas"]["PlanRow"][];
            ambiguities: components["schemas"]["PlanAmbiguity"][];
            systems: components["schemas"]["PlanSystem"][];
            links: components["schemas"]["Link"][];
        };
        /** @description One phrase of the plan. */
        PlanRow: {
            id: string;
            /** @description None in the preamble. */
            chapter: string | null;
            part: string | null;
            item: number | null;
            /** @description As the plan's text has it. */
            phrase: string;
            /** @description With the plus signs that the text has lost, where it has. */
            restored: string | null;
            gloss: string;
            /** @description T, D, N, P, F, W, M, S, O, C. */
            kind: string;
            unit: string;
            theme: string | null;
            /** @description target, reported, milestone, layer, feature, text. */
            became: string;
            /** @description Keys of the targets made of it. */
            targets: string[];
            indicators: string[];
            layers: string[];
            feature: string | null;
            /** @description available or planned. */
            status: string;
            note: string | null;
        };
        /** @description A system with a life of its own: what the service receives from it and gives to it. */
        PlanSystem: {
            key: string;
            title: components["schemas"]["Titles"];
            clauses: string[];
            receives: string;
            gives: string;
            status: string;
        };
        PlanTheme: {
            key: string;
            title: components["schemas"]["Titles"];
        };
        /** @description What went wrong (RFC 9457), with the parameter or member at fault as an extension. */
        Problem: {
            /** @description `urn:gumei:problem:` and the code. */
            type: string;
            /** @description Stays the same from version to version. */
            code: string;
            title: string;
            status: number;
            detail: string;
            /** @description The query parameter at fault. */
            parameter?: string;
            /** @description The member of the body at fault. */
            member?: string;
            /** @description The parameters that the route takes, when one was unknown. */
            known?: string[];
        };
        Property: {
            name: string;
            type: components["schemas"]["PropertyType"];
            titles: components["schemas"]["Titles"];
            required: boolean;
            /** @description Unit of measure (UCUM). */
            unit?: string;
            role?: string;
            /** @description The only texts allowed. */
            codes?: components["schemas"]["Code"][];
            /** @description The collection whose ids the property holds. */
            refers?: string;
        };
        /** @enum {string} */
        PropertyType: "boolean" | "integer" | "number" | "string" | "date" | "datetime" | "array";
        /** @enum {string} */
        Readiness: "ready" | "degraded";
        /** @description What is served, and what is not. */
        Ready: {
            status: components["schemas"]["Readiness"];
            /**
             * Format: date-time
             * @description Since when the store cannot be read; answers come from memory.
             */
            stale_since: string | null;
            /** @description Whether only a standby of the database is at hand, so that nothing can be written. */
            standby: boolean;
            /** Format: int64 */
            seq: number;
            territory: string;
            /** Format: date */
            as_of: string;
            layers: number;
            features: number;
            /** @description Tables that are not served. */
            refused: components["schemas"]["Refused"][];
            /** @description The store, without a password. */
            store: string;
        };
        Refused: {
            table: string;
            reason: string;
        };
        /** @description A value that a many-valued property gained or lost. */
        Relation: {
            property: string;
            value: string;
            added: boolean;
        };
        /** @description The chain of responsibility of every unit of a level. */
        Responsibilities: {
            /** Format: date */
            at: string;
            by: string;
            /** @description The plan's roles. */
            duties: components["schemas"]["DutyOf"][];
            obligations: components["schemas"]["ObligationOf"][];
            calendar: components["schemas"]["CalendarOf"];
            numberMatched: number;
            /** @description Of which with every role held as it should be. */
            complete: number;
            units: components["schemas"]["UnitChain"][];
            /** @description Who answers for these units. */
            holders: components["schemas"]["HolderLoad"][];
            links: components["schemas"]["Link"][];
        };
        Responsibility: {
            /** @description `<collection>:<id>`. */
            unit: string;
            role: string;
            /** @description A reference, never a person's name. */
            holder_ref: string;
            valid_from: string | null;
            valid_to: string | null;
        };
        RoleOf: {
            role: string;
            /** @description `<collection>:<id>` of the unit that has the role. */
            unit: string;
            unit_name: string;
            /** @description held, missing or twice. */
            state: string;
            holders: components["schemas"]["HolderOf"][];
            /** @description Days between two holders, in the plan's period. */
            gaps: components["schemas"]["GapOf"][];
            /**
             * Format: date
             * @description The day the last holder left, where nobody holds it any more.
             */
            vacant_since: string | null;
        };
        /** @description What several collections are asked for at once; all conditions must hold. */
        Search: {
            /** @description All collections when absent. */
            collections?: string[];
            /** @description CQL2 as JSON, its geometries in the system of `filter-crs`. */
            filter?: {
                [key: string]: unknown;
            };
            /** @description Reference system of the filter (a URI), in its own axis order; CRS84 without it. */
            "filter-crs"?: string;
            /** @description GeoJSON in CRS84, for example drawn on the map: what intersects it. */
            geometry?: components["schemas"]["Geometry"];
            /** @description West, south, east, north in degrees, or as `bbox-crs` has it. */
            bbox?: number[];
            /** @description Reference system of `bbox` (a URI), in its own axis order; CRS84 without it. */
            "bbox-crs"?: string;
            datetime?: string;
            /** @description `<collection>:<id>` of a unit. */
            within?: string;
            /** @description Reference system of the features answered (a URI), in its own axis order; CRS84 without it. */
            crs?: string;
            /** @description Features of each collection. */
            limit?: number;
            /**
             * @description Only the numbers.
             * @default false
             */
            counts: boolean;
        };
        /** @description Of each collection the exact number, and the first features. */
        SearchResult: {
            numberMatched: number;
            collections: {
                collection: string;
                numberMatched: number;
                numberReturned?: number;
                features?: components["schemas"]["Feature"][];
            }[];
        };
        /**
         * @description What the features are drawn as.
         * @enum {string}
         */
        Shape: "point" | "line" | "polygon" | "mixed" | "none";
        /** @description A GeoJSON FeatureCollection (RFC 7946). */
        Shapes: {
            /** @enum {string} */
            type: "FeatureCollection";
            features: {
                /** @enum {string} */
                type: "Feature";
                geometry: components["schemas"]["Geometry"] | null;
                properties: {
                    [key: string]: unknown;
                };
            }[];
        };
        Spatial: {
            bbox: [
                [
                    number,
                    number,
                    number,
                    number
                ][]
            ];
            crs: string;
        };
        /** @description What of the chain's obligations lies in one unit. */
        SpotLoad: {
            /** @description `<collection>:<id>`. */
            unit: string;
            open: number;
            overdue: number;
            /**
             * Format: int64
             * @description Days of the item that has been overdue for longest.
             */
            most_days: number;
            /** @description By obligation. */
            by: {
                [key: string]: components["schemas"]["PartOf"];
            };
        };
        StageOf: {
            open: number;
            late: number;
            overdue: number;
        };
        /** @description One change. */
        Step: {
            /** @enum {string} */
            action: "insert";
            collection: string;
            feature: components["schemas"]["Feature"];
        } | {
            /** @enum {string} */
            action: "replace";
            collection: string;
            id: string;
            feature: components["schemas"]["Feature"];
            /** @description The version the feature must still have. */
            if_match?: string;
        } | {
            /** @enum {string} */
            action: "update";
            collection: string;
            id: string;
            /** @description A merge patch (RFC 7396). */
            patch: {
                [key: string]: unknown;
            };
            /** @description The version the feature must still have. */
            if_match?: string;
        } | {
            /** @enum {string} */
            action: "delete";
            collection: string;
            id: string;
            /** @description The version the feature must still have. */
            if_match?: string;
        };
        StepOf: {
            code: string;
            title: components["schemas"]["Titles"];
            /** @description The column with the day it was reached. */
            on: string | null;
            /** @description Steps that may follow. */
            next: string[];
            /** @description Earlier steps that it may go back to. */
            back: string[];
            /** @description Working days it may stay here. */
            limit: number | null;
            /** @description The same by tier, before `limit`. */
            limits: {
                [key: string]: number;
            };
            /** @description Whether nothing is left to do. */
            closes: boolean;
        };
        /** @description What became of one action. */
        StepResult: {
            action: string;
            collection: string;
            id: string;
            /** @description The version of a feature that is there now. */
            etag?: string;
            /** @description Its address. */
            href?: string;
        };
        /** @description Another reading of the target, which does not decide. */
        TargetAlso: {
            title: components["schemas"]["Titles"];
            /** Format: int64 */
            num: number;
            /**
             * Format: int64
             * @description None where only the numerator means something.
             */
            den: number | null;
            /**
             * Format: int64
             * @description The part of the denominator that nothing is known of; it counts as not met.
             */
            unknown: number;
            /** Format: date */
            as_of: string;
            source: string;
            /** @description What is counted: features, units, reported, m, m2, people, days, targets. */
            basis: string;
        };
        /** @description One target with all that explains its number. */
        TargetAnswer: {
            /** Format: date */
            at: string;
            key: string;
            title: components["schemas"]["Titles"];
            theme: string | null;
            clauses: string[];
            /** @description progress, guard, state, cadence, milestone, partition, direction, composite, analysis. */
            type: string;
            /** @description must (确保), strive (力争, 争取) or plain. */
            commitment: string;
            /** @description ≥, ≤, =, <, >. */
            compare: string | null;
            /** Format: int64 */
            percent: number | null;
            /** Format: int64 */
            count: number | null;
            /**
             * Format: int64
             * @description A second, higher percentage.
             */
            stretch: number | null;
            /** Format: date */
            due: string;
            /** @description Unit levels that `by` takes here. */
            levels: string[];
            unit: string | null;
            /** @description A stand-in for what cannot be observed. */
            proxy: boolean;
            /** @description Whether past days show today's state, for want of dates. */
            undated: boolean;
            /**
             * Format: int64
             * @description What the plan says the denominator is; another count is a mismatch that is shown.
             */
            declared: number | null;
            /** Format: int64 */
            num: number;
            /**
             * Format: int64
             * @description None where only the numerator means something.
             */
            den: number | null;
            /**
             * Format: int64
             * @description The part of the denominator that nothing is known of; it counts as not met.
             */
            unknown: number;
            /** Format: date */
            as_of: string;
            source: string;
            /** @description What is counted: features, units, reported, m, m2, people, days, targets. */
            basis: string;
            /** @description met, clean_so_far, on_pace, behind, failed, no_data, not_applicable. */
            state: string;
            /** @description Whether the stretch is reached; absent without one. */
            stretch_met?: boolean;
            /**
             * Format: int64
             * @description What the numerator should be by the calendar.
             */
            expected?: number;
            /** @description The number it is compared with. */
            baseline?: components["schemas"]["TargetValue"];
            /** @description Absent for the public where the level is internal, and where it means nothing. */
            units?: components["schemas"]["TargetUnit"][];
            /** @description What lies in none of the units. */
            outside?: components["schemas"]["TargetLine"];
            spread: components["schemas"]["TargetSpread"] | null;
            also: components["schemas"]["TargetAlso"][];
            /** @description Of a composite. */
            tiles: components["schemas"]["TargetTile"][][];
            phrases: components["schemas"]["PlanRow"][];
            formula: components["schemas"]["TargetFormula"][];
            ambiguities: components["schemas"]["PlanAmbiguity"][];
            /** @description The end of each month that is over, and the day itself. */
            trend: components["schemas"]["TargetMonth"][];
            /** @description The first hundred; absent for the public. */
            laggards?: components["schemas"]["TargetLaggard"][];
            /** @description How many there are; absent for the public. */
            laggards_matched?: number;
            links: components["schemas"]["Link"][];
        };
        /** @description How a number is counted, in the words of the plan file. */
        TargetFormula: {
            /** @description features, units, inherits, reported, days, coverage. */
            kind: string;
            /** @description The layer or indicator. */
            of: string;
            /** @description The numerator's condition, CQL2, dates put in. */
            numerator: string | null;
            /** @description The denominator's; none where it is all of the layer or there is none. */
            denominator: string | null;
            /** @description What is added up instead of counting. */
            sum: string | null;
        };
        /** @description A feature that holds a target back. */
        TargetLaggard: {
            collection: string;
            id: string;
            title: string;
            /** Format: int64 */
            num: number;
            /** Format: int64 */
            den: number;
            /** Format: int64 */
            unknown: number;
            /** @description What comes next for it, where the data say so. */
            next_step: string | null;
        };
        /** @description A number and how it stands to its target. */
        TargetLine: {
            /** Format: int64 */
            num: number;
            /**
             * Format: int64
             * @description None where only the numerator means something.
             */
            den: number | null;
            /**
             * Format: int64
             * @description The part of the denominator that nothing is known of; it counts as not met.
             */
            unknown: number;
            /** Format: date */
            as_of: string;
            source: string;
            /** @description What is counted: features, units, reported, m, m2, people, days, targets. */
            basis: string;
            /** @description met, clean_so_far, on_pace, behind, failed, no_data, not_applicable. */
            state: string;
            /** @description Whether the stretch is reached; absent without one. */
            stretch_met?: boolean;
            /**
             * Format: int64
             * @description What the numerator should be by the calendar.
             */
            expected?: number;
            /** @description The number it is compared with. */
            baseline?: components["schemas"]["TargetValue"];
        };
        /** @description One day of the trend. */
        TargetMonth: {
            /** Format: date */
            at: string;
            /** Format: int64 */
            num: number;
            /**
             * Format: int64
             * @description None where only the numerator means something.
             */
            den: number | null;
            /**
             * Format: int64
             * @description The part of the denominator that nothing is known of; it counts as not met.
             */
            unknown: number;
            /** Format: date */
            as_of: string;
            source: string;
            /** @description What is counted: features, units, reported, m, m2, people, days, targets. */
            basis: string;
            /** @description met, clean_so_far, on_pace, behind, failed, no_data, not_applicable. */
            state: string;
            /** @description Whether the stretch is reached; absent without one. */
            stretch_met?: boolean;
            /**
             * Format: int64
             * @description What the numerator should be by the calendar.
             */
            expected?: number;
            /** @description The number it is compared with. */
            baseline?: components["schemas"]["TargetValue"];
        };
        /** @description A target, its threshold and its number. */
        TargetScore: {
            key: string;
            title: components["schemas"]["Titles"];
            theme: string | null;
            clauses: string[];
            /** @description progress, guard, state, cadence, milestone, partition, direction, composite, analysis. */
            type: string;
            /** @description must (确保), strive (力争, 争取) or plain. */
            commitment: string;
            /** @description ≥, ≤, =, <, >. */
            compare: string | null;
            /** Format: int64 */
            percent: number | null;
            /** Format: int64 */
            count: number | null;
            /**
             * Format: int64
             * @description A second, higher percentage.
             */
            stretch: number | null;
            /** Format: date */
            due: string;
            /** @description Unit levels that `by` takes here. */
            levels: string[];
            unit: string | null;
            /** @description A stand-in for what cannot be observed. */
            proxy: boolean;
            /** @description Whether past days show today's state, for want of dates. */
            undated: boolean;
            /**
             * Format: int64
             * @description What the plan says the denominator is; another count is a mismatch that is shown.
             */
            declared: number | null;
            /** Format: int64 */
            num: number;
            /**
             * Format: int64
             * @description None where only the numerator means something.
             */
            den: number | null;
            /**
             * Format: int64
             * @description The part of the denominator that nothing is known of; it counts as not met.
             */
            unknown: number;
            /** Format: date */
            as_of: string;
            source: string;
            /** @description What is counted: features, units, reported, m, m2, people, days, targets. */
            basis: string;
            /** @description met, clean_so_far, on_pace, behind, failed, no_data, not_applicable. */
            state: string;
            /** @description Whether the stretch is reached; absent without one. */
            stretch_met?: boolean;
            /**
             * Format: int64
             * @description What the numerator should be by the calendar.
             */
            expected?: number;
            /** @description The number it is compared with. */
            baseline?: components["schemas"]["TargetValue"];
            /** @description Absent for the public where the level is internal, and where it means nothing. */
            units?: components["schemas"]["TargetUnit"][];
            /** @description What lies in none of the units. */
            outside?: components["schemas"]["TargetLine"];
            spread: components["schemas"]["TargetSpread"] | null;
            also: components["schemas"]["TargetAlso"][];
            /** @description Of a composite. */
            tiles: components["schemas"]["TargetTile"][][];
        };
        /** @description The worst unit and the spread. */
        TargetSpread: {
            level: string;
            worst: components["schemas"]["UnitRate"];
            /** @description A tenth of the units is at this rate or worse. */
            p10: components["schemas"]["UnitRate"];
            best: components["schemas"]["UnitRate"];
            /** @description Units with a rate. */
            units: number;
            /** @description Units without: there is nothing it could be about, or nothing is known. */
            without: number;
        };
        /** @description A part of a composite. */
        TargetTile: {
            key: string;
            state: string;
        };
        /** @description A number and how it stands to its target. */
        TargetUnit: {
            id: string;
            name: string;
            /** Format: int64 */
            num: number;
            /**
             * Format: int64
             * @description None where only the numerator means something.
             */
            den: number | null;
            /**
             * Format: int64
             * @description The part of the denominator that nothing is known of; it counts as not met.
             */
            unknown: number;
            /** Format: date */
            as_of: string;
            source: string;
            /** @description What is counted: features, units, reported, m, m2, people, days, targets. */
            basis: string;
            /** @description met, clean_so_far, on_pace, behind, failed, no_data, not_applicable. */
            state: string;
            /** @description Whether the stretch is reached; absent without one. */
            stretch_met?: boolean;
            /**
             * Format: int64
             * @description What the numerator should be by the calendar.
             */
            expected?: number;
            /** @description The number it is compared with. */
            baseline?: components["schemas"]["TargetValue"];
        };
        /** @description A number and how it stands to its target. */
        TargetValue: {
            /** Format: int64 */
            num: number;
            /**
             * Format: int64
             * @description None where only the numerator means something.
             */
            den: number | null;
            /**
             * Format: int64
             * @description The part of the denominator that nothing is known of; it counts as not met.
             */
            unknown: number;
            /** Format: date */
            as_of: string;
            source: string;
            /** @description What is counted: features, units, reported, m, m2, people, days, targets. */
            basis: string;
        };
        /** @description The scoreboard. */
        Targets: {
            /**
             * Format: date
             * @description The day the numbers hold for.
             */
            at: string;
            /** @description The unit level asked for. */
            by: string | null;
            numberMatched: number;
            targets: components["schemas"]["TargetScore"][];
            links: components["schemas"]["Link"][];
        };
        Temporal: {
            interval: [
                [
                    string | null,
                    string | null
                ][]
            ];
            trs: string;
        };
        /** @description The place the layers belong to, its year and its clock. */
        Territory: {
            /** @description Statistical code. */
            code: string;
            title: components["schemas"]["Titles"];
            period: components["schemas"]["Period"];
            /**
             * Format: date
             * @description What “today” means in every default.
             */
            as_of: string;
            /** @description CRS84: west, south, east, north, in degrees. */
            bbox: [
                number,
                number,
                number,
                number
            ];
            /** @description Collections of units, the largest first. */
            unit_levels: string[];
            coverage: components["schemas"]["CoverageDefaults"];
            synthetic_note: components["schemas"]["Titles"];
        };
        TimeColumns: {
            start: string | null;
            end: string | null;
        };
        /** @description A text in both languages of the service. */
        Titles: {
            zh: string;
            en: string;
        };
        /** @description Several changes of several collections: all of them or none. */
        Transaction: {
            /** @description Why, for the log. */
            why?: string;
            actions: components["schemas"]["Step"][];
        };
        /** @description What became of a transaction. */
        TransactionResult: {
            /** @description Its name in the log. */
            batch: string;
            /**
             * Format: int64
             * @description The position of the log behind it.
             */
            seq: number;
            /** @description One for each action. */
            results: components["schemas"]["StepResult"][];
        };
        /** @description A unit's chain: its own roles and those of the larger units it lies in. */
        UnitChain: {
            id: string;
            name: string;
            /** @description Whether every role is held as it should be. */
            complete: boolean;
            roles: components["schemas"]["RoleOf"][];
            /** @description Smaller units with roles of their own. */
            below: components["schemas"]["BelowOf"][];
            load: components["schemas"]["LoadOf"];
        };
        /** @description The numbers of a unit or of a whole. */
        UnitCount: {
            id: string;
            name: string;
            count: number;
            /**
             * Format: double
             * @description Metres of lines, cut at the units' borders.
             */
            length_m?: number;
            /** @description What there is of each group; groups with nothing are left out. */
            groups?: components["schemas"]["CountGroup"][];
        } & {
            [key: string]: unknown;
        };
        UnitCoverage: {
            id: string;
            name: string;
            /** Format: double */
            area_m2: number;
            /** Format: double */
            area_reached_m2: number;
            /**
             * Format: double
             * @description From 0 to 1; a share of nothing is `null`.
             */
            area_share: number | null;
            /**
             * Format: double
             * @description Reached by more than one facility.
             */
            overlap_m2: number;
            facilities: number;
            /** Format: double */
            capacity: number;
            /** @description By column of people. */
            people: {
                [key: string]: components["schemas"]["People"];
            };
        };
        /** @description How features of a workflow stand. */
        UnitFigures: {
            id: string;
            name: string;
            open: number;
            /** @description Open and with no time limit over. */
            within: number;
            /** @description Any of their time limits is over. */
            overdue: number;
            /** @description Too long at their step. */
            late: number;
            /** @description Their own day is over. */
            past_due: number;
            /** @description In the plan's period up to the day. */
            closed: number;
            /** @description Begun in the period and handed on to another tier. */
            hand_offs: number;
            /** @description Begun in the period, and had been there before. */
            recurrences: number;
            /**
             * Format: int64
             * @description Working days to the close, of those closed in the period.
             */
            median_days: number | null;
            /** @description By step. */
            stages: {
                [key: string]: components["schemas"]["StageOf"];
            };
        };
        /** @description The rate of one unit. */
        UnitRate: {
            id: string;
            name: string;
            /** Format: int64 */
            num: number;
            /** Format: int64 */
            den: number;
        };
        WarningLevel: {
            key: string;
            title: components["schemas"]["Titles"];
            /** @description blue, yellow, orange, red. */
            colour: string;
            units: number;
        };
        WarningPhrase: {
            id: string;
            phrase: string;
        };
        /** @description A rule that raises a level. */
        WarningReason: {
            rule: string;
            level: string;
            /** Format: int64 */
            num: number;
            /**
             * Format: int64
             * @description None where only the numerator means something.
             */
            den: number | null;
            /**
             * Format: int64
             * @description The part of the denominator that nothing is known of.
             */
            unknown: number;
            /** Format: int64 */
            threshold: number;
            percent: boolean;
            /** @description Whose thresholds these are; null for everyone's. */
            class: components["schemas"]["Titles"] | null;
        };
        WarningRule: {
            key: string;
            title: components["schemas"]["Titles"];
            clauses: components["schemas"]["WarningPhrase"][];
            /** @description ≥ or ≤: which side of the threshold warns; the threshold itself does. */
            compare: string;
            /** @description The first that is a unit's own counts. */
            thresholds: components["schemas"]["WarningThresholds"][];
            /** @description Whether past days show today's state, for want of dates. */
            undated: boolean;
        };
        WarningStep: {
            level: string;
            /** Format: int64 */
            threshold: number;
        };
        /** @description What must be reached, and by whom. */
        WarningThresholds: {
            /** @description The units it is for; null for all (others). */
            title: components["schemas"]["Titles"] | null;
            /** @description Whether the thresholds are percentages of the denominator. */
            percent: boolean;
            steps: components["schemas"]["WarningStep"][];
        };
        /** @description How a unit stands. */
        WarningUnit: {
            id: string;
            name: string;
            /** @description Null without a warning. */
            level: string | null;
            /**
             * Format: date
             * @description Since when it has been logged at this level; null where that is not known, and on other days
             *     than the territory's own.
             */
            since: string | null;
            /** @description The worst first. */
            reasons: components["schemas"]["WarningReason"][];
            /** @description Rules of which nothing is known for the unit. */
            unknown: string[];
        };
        /** @description The warning levels of units. */
        WarningsAnswer: {
            /**
             * Format: date
             * @description The day the levels hold for.
             */
            at: string;
            /** @description The unit level whose units have warnings. */
            by: string;
            /** @description What everyone who reads a level must know of the rules. */
            note: components["schemas"]["Titles"];
            /** @description Phrases of the plan that the rules come from. */
            clauses: components["schemas"]["WarningPhrase"][];
            /**
             * @description Whether changes of level are logged: offered in the change feed and as history of the
             *     collection `warnings`.
             */
            logged: boolean;
            /** @description The mildest first, with how many units have each. */
            levels: components["schemas"]["WarningLevel"][];
            /** @description Units without a warning. */
            none: number;
            rules: components["schemas"]["WarningRule"][];
            /** @description Units of the levels asked for. */
            numberMatched: number;
            /** @description The worst first. Absent for the public where the units are internal. */
            units?: components["schemas"]["WarningUnit"][];
            links: components["schemas"]["Link"][];
        };
        /** @description What is at one spot. */
        Where: {
            /** Format: double */
            lon: number;
            /** Format: double */
            lat: number;
            /** Format: date */
            at: string;
            /** @description By unit level, the largest first; `null` where the spot is in no unit. */
            units: {
                [key: string]: components["schemas"]["Named"] | null;
            };
            responsibilities: components["schemas"]["Responsibility"][];
            /** @description The chain by the work plan, with what of it is missing; null without a plan that has one. */
            chain: components["schemas"]["ChainOf"] | null;
            /** @description What is open and overdue in the smallest unit of the chain. */
            load: components["schemas"]["SpotLoad"] | null;
            open: components["schemas"]["Open"] | null;
            nearest: components["schemas"]["Near"][];
        };
        /** @description One workflow, by unit and tier. */
        WorkflowAnswer: {
            /** Format: date */
            at: string;
            calendar: components["schemas"]["CalendarOf"];
            layer: string;
            title: components["schemas"]["Titles"];
            clauses: string[];
            /** @description The column with the step. */
            status: string;
            /** @description The column with the day by which it must be closed. */
            due: string | null;
            /** @description The column with the tier. */
            tier: string | null;
            hand_off: components["schemas"]["HandOffOf"][];
            recurrence: string | null;
            /** @description What must be true of what is closed, in CQL2. */
            closing: string | null;
            /** @description Where the time limits come from. */
            limits_from: string | null;
            steps: components["schemas"]["StepOf"][];
            total: components["schemas"]["FiguresOf"];
            /** @description By tier; empty where there are none. */
            tiers: {
                [key: string]: components["schemas"]["FiguresOf"];
            };
            /** @description Unit level of `units`. */
            by: string | null;
            units?: components["schemas"]["UnitFigures"][];
            /** @description What lies in none of them; units and outside sum to the whole. */
            outside?: components["schemas"]["FiguresOf"];
            links: components["schemas"]["Link"][];
        };
        /** @description A workflow and how its features stand. */
        WorkflowScore: {
            layer: string;
            title: components["schemas"]["Titles"];
            clauses: string[];
            /** @description The column with the step. */
            status: string;
            /** @description The column with the day by which it must be closed. */
            due: string | null;
            /** @description The column with the tier. */
            tier: string | null;
            hand_off: components["schemas"]["HandOffOf"][];
            recurrence: string | null;
            /** @description What must be true of what is closed, in CQL2. */
            closing: string | null;
            /** @description Where the time limits come from. */
            limits_from: string | null;
            steps: components["schemas"]["StepOf"][];
            total: components["schemas"]["FiguresOf"];
        };
        /** @description All workflows, with the figures of the whole. */
        Workflows: {
            /** Format: date */
            at: string;
            calendar: components["schemas"]["CalendarOf"];
            numberMatched: number;
            workflows: components["schemas"]["WorkflowScore"][];
            links: components["schemas"]["Link"][];
        };
    };
    responses: {
        /** @description A parameter or the body is malformed */
        "Problem.400": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description A token is needed */
        "Problem.401": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description Not allowed */
        "Problem.403": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description Not found */
        "Problem.404": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description No such representation */
        "Problem.406": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description Conflict */
        "Problem.409": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description Gone */
        "Problem.410": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description The version has changed */
        "Problem.412": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description Too large */
        "Problem.413": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description Unsupported media type */
        "Problem.415": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description The data break a rule */
        "Problem.422": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description If-Match is needed */
        "Problem.428": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
        /** @description Any other problem */
        "Problem.default": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
                "text/html": string;
            };
        };
    };
    parameters: {
        /** @description Representation; wins over Accept. */
        f: "json" | "html";
        /** @description The day the answer holds for; by default the territory's clock. */
        at: string;
        /** @description Language of titles, pages and error texts; wins over Accept-Language. */
        lang: "zh" | "en";
        /** @description Id of the collection. */
        collectionId: string;
        /** @description Representation; wins over Accept. */
        "f.schema": "schema" | "json" | "html";
        /** @description What must be sent to create or replace a feature. */
        type: "create" | "replace";
        /** @description Representation; wins over Accept. */
        "f.items": "geojson" | "json" | "html";
        /** @description The most that is answered at once; more than 10000 means 10000. */
        limit: number;
        /** @description Where the page starts, from a `next` link. */
        token: string;
        /**
         * @description Reference system of the answer (URI), in its own axis order.
         * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
         */
        crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84" | "http://www.opengis.net/def/crs/EPSG/0/4326" | "http://www.opengis.net/def/crs/EPSG/0/4490" | "http://www.opengis.net/def/crs/EPSG/0/4549" | "http://www.opengis.net/def/crs/EPSG/0/4528" | "http://www.opengis.net/def/crs/EPSG/0/3857";
        /**
         * @description Only what belongs to this unit: `<collection>:<id>`.
         * @example pianqu:310112006-P02
         */
        within: string;
        /** @description Properties to sort by; `-` before one for descending, `+` or nothing for ascending. */
        sortby: string[];
        /** @description The properties that are sent; none when it is empty. */
        properties: [
            string,
            ...string[]
        ];
        /** @description Without geometries. */
        skipGeometry: boolean;
        /**
         * @description Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude first; west above east crosses the antimeridian. Features without a geometry always match.
         * @example [
         *       121.38,
         *       31.13,
         *       121.4,
         *       31.15
         *     ]
         */
        bbox: [
        ] | [
            number
        ] | [
            number,
            number
        ];
        /**
         * @description Reference system of `bbox` (URI).
         * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
         */
        "bbox-crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84" | "http://www.opengis.net/def/crs/EPSG/0/4326" | "http://www.opengis.net/def/crs/EPSG/0/4490" | "http://www.opengis.net/def/crs/EPSG/0/4549" | "http://www.opengis.net/def/crs/EPSG/0/4528" | "http://www.opengis.net/def/crs/EPSG/0/3857";
        /**
         * @description Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. Features without a time always match.
         * @example 2016-01-01/2016-06-30
         */
        datetime: string;
        /**
         * @description A condition in CQL2.
         * @example provenance = 'synthetic'
         */
        filter: string;
        /**
         * @description How `filter` is written.
         * @example cql2-text
         */
        "filter-lang": "cql2-text" | "cql2-json";
        /**
         * @description Reference system of `filter` (URI).
         * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
         */
        "filter-crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84" | "http://www.opengis.net/def/crs/EPSG/0/4326" | "http://www.opengis.net/def/crs/EPSG/0/4490" | "http://www.opengis.net/def/crs/EPSG/0/4549" | "http://www.opengis.net/def/crs/EPSG/0/4528" | "http://www.opengis.net/def/crs/EPSG/0/3857";
        /** @description Every property of the collection is a parameter. */
        filters: {
            [key: string]: string;
        };
        /** @description Id of the feature. */
        featureId: string;
        /** @description Versions at hand (ETag); 304 when nothing changed. */
        "If-None-Match": string;
        /**
         * @description The last `seq` that the reader has.
         * @example 0
         */
        since: number;
        /**
         * @description Reference system of the body (a URI in angle brackets); CRS84 without it.
         * @example <http://www.opengis.net/def/crs/OGC/1.3/CRS84>
         */
        "Content-Crs": string;
        /** @description Write only if the feature still has this version (its ETag). */
        "If-Match": string;
        /** @description The tile matrix set. */
        tileMatrixSetId: "WebMercatorQuad" | "WorldCRS84Quad";
        /**
         * @description The zoom, 0 to 24.
         * @example 13
         */
        tileMatrix: number;
        /**
         * @description The row, from the north.
         * @example 3349
         */
        tileRow: number;
        /**
         * @description The column, from the west.
         * @example 6858
         */
        tileCol: number;
        /** @description Properties whose values make the groups. */
        group: [
            string,
            ...string[]
        ];
        /** @description Numeric properties to add up. */
        sum: [
            string,
            ...string[]
        ];
        /** @description Joins the counts of this collection to a layer of units; conditions are about it then. */
        counts: string;
        /** @description More points than this in a tile are counted in cells. */
        points: number;
        /** @description Cells from one side of the tile to the other, where points are counted. */
        cells: 1 | 2 | 4 | 8 | 16 | 32;
        /** @description Version of the layers' content, from a TileJSON; the tile never changes while it is right. */
        v: string;
        /**
         * @description Ids of collections, separated by commas.
         * @example violations
         */
        layers: string;
        /**
         * @description The zoom, 0 to 24.
         * @example 13
         */
        z: number;
        /**
         * @description The column, from the west.
         * @example 6858
         */
        x: number;
        /**
         * @description The row, from the north.
         * @example 3349
         */
        y: number;
        /** @description Representation; wins over Accept. */
        "f.counts": "json" | "geojson" | "csv" | "html";
        /**
         * @description The unit level: a collection of units.
         * @example committees
         */
        by: string;
        /** @description Representation; wins over Accept. */
        "f.json": "json";
        /** @description How distance is measured. */
        mode: "straight";
        /** @description Reach in metres. */
        reach: number;
        /** @description Minutes of walking. */
        minutes: number;
        /** @description Walking speed in m/s. */
        speed: number;
        /**
         * @description The unit level: a collection of units.
         * @example committees
         */
        by_: string;
        /** @description The collection of people, of areas or points; without it the territory's. */
        demand: string;
        /** @description With what is not reached, as geometry. */
        gaps: boolean;
        /** @description With the area reached, as geometry. */
        reaches: boolean;
        /** @description With the share over distance. */
        curve: boolean;
        /** @description Representation; wins over Accept. */
        "f.nearest": "json" | "csv";
        /**
         * @description The collection of the neighbours.
         * @example elder_facilities
         */
        to: string;
        /** @description A condition on the neighbours, CQL2 text in CRS84. */
        "to-filter": string;
        /** @description Neighbours of each feature. */
        count: number;
        /** @description Those with the farthest way first. */
        farthest: boolean;
        /** @description The most that is answered at once; more than 100000 means 100000. */
        "limit.nearest": number;
        /** @description How many to pass over. */
        offset: number;
        /**
         * @description Longitude in degrees.
         * @example 121.39
         */
        lon: number;
        /**
         * @description Latitude in degrees.
         * @example 31.14
         */
        lat: number;
        /**
         * @description Only this theme: a chapter of the plan.
         * @example safe
         */
        theme: string;
        /** @description Only phrases of this kind. */
        kind: "T" | "D" | "N" | "P" | "F" | "W" | "M" | "S" | "O" | "C";
        /** @description Only phrases that became this. */
        became: "target" | "reported" | "milestone" | "layer" | "feature" | "text";
        /**
         * @description Id of the phrase: chapter(part)item-serial.
         * @example 三(二)1-08
         */
        rowId: string;
        /**
         * @description Key of the target.
         * @example illegal_build_res
         */
        key: string;
        /** @description Representation; wins over Accept. */
        "f.target": "json" | "geojson" | "csv";
        /** @description Representation; wins over Accept. */
        "f.geojson": "geojson";
        /** @description Numerator, denominator, or those that hold the target back. */
        part: "numerator" | "denominator" | "laggards";
        /** @description The most that is answered at once; more than 10000 means 10000. */
        "limit.rows": number;
        /** @description How many to pass over. */
        offset_: number;
        /**
         * @description Only units of these levels, separated by commas; `none` are those without a warning.
         * @example orange,red
         */
        level: string;
        /** @description Representation; wins over Accept. */
        "f.responsibilities": "json" | "csv";
        /**
         * @description Only this role.
         * @example secretary
         */
        role: string;
        /**
         * @description Only the units of this holder, by reference.
         * @example holder:L01
         */
        holder: string;
        /**
         * @description Reference of the holder, never a name.
         * @example holder:L01
         */
        holder_: string;
        /** @description What is overdue, or all that is open. */
        state: "overdue" | "open";
        /**
         * @description Id of the layer.
         * @example cases
         */
        layerId: string;
        /** @description Representation; wins over Accept. */
        "f.workflow": "json" | "csv";
        /** @description Representation; wins over Accept. */
        "f.workflow_items": "geojson" | "csv";
        /** @description Open, overdue, within the limits or closed. */
        state_: "open" | "overdue" | "within" | "closed";
        /**
         * @description Only those at this step.
         * @example dispatched
         */
        step: string;
        /**
         * @description Only of this tier.
         * @example back
         */
        tier: string;
        /**
         * @description A name, alias, code, pinyin or initials.
         * @example gumei
         */
        q: string;
        /** @description The most that is answered at once; more than 100 means 100. */
        "limit.find": number;
        /**
         * @description Ids of collections.
         * @example [
         *       "violations"
         *     ]
         */
        collections: [
            string,
            ...string[]
        ];
        /**
         * @description A drawn area: POLYGON or MULTIPOLYGON in WKT, longitude first.
         * @example POLYGON((121.38 31.13,121.40 31.13,121.40 31.15,121.38 31.15,121.38 31.13))
         */
        polygon: string;
        /** @description Representation; wins over Accept. */
        "f.changes": "json" | "sse";
        /** @description The most that is answered at once; more than 10000 means 10000. */
        "limit.changes": number;
        /** @description The history that the position counts in; 410 when it is another. */
        epoch: string;
        /** @description Where a stream that reconnects stands; wins over `since`. */
        "Last-Event-ID": number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    landing: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The landing page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Landing"];
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    conformance: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The classes kept */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conformance"];
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    openapi: {
        parameters: {
            query?: {
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI document */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.oai.openapi+json;version=3.0": unknown;
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
    docs: {
        parameters: {
            query?: {
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
    collections: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collections */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collections"];
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    collection: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The collection */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collection"];
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    functions: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The functions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Functions"];
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    queryables: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.schema"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Schema */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/schema+json": {
                        [key: string]: unknown;
                    };
                    "application/json": {
                        [key: string]: unknown;
                    };
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    sortables: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.schema"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Schema */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/schema+json": {
                        [key: string]: unknown;
                    };
                    "application/json": {
                        [key: string]: unknown;
                    };
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    schema: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.schema"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description What must be sent to create or replace a feature. */
                type?: components["parameters"]["type"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Schema */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/schema+json": {
                        [key: string]: unknown;
                    };
                    "application/json": {
                        [key: string]: unknown;
                    };
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    items: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.items"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description The most that is answered at once; more than 10000 means 10000. */
                limit?: components["parameters"]["limit"];
                /** @description Where the page starts, from a `next` link. */
                token?: components["parameters"]["token"];
                /**
                 * @description Reference system of the answer (URI), in its own axis order.
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                crs?: components["parameters"]["crs"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description Properties to sort by; `-` before one for descending, `+` or nothing for ascending. */
                sortby?: components["parameters"]["sortby"];
                /** @description The properties that are sent; none when it is empty. */
                properties?: components["parameters"]["properties"];
                /** @description Without geometries. */
                skipGeometry?: components["parameters"]["skipGeometry"];
                /**
                 * @description Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude first; west above east crosses the antimeridian. Features without a geometry always match.
                 * @example [
                 *       121.38,
                 *       31.13,
                 *       121.4,
                 *       31.15
                 *     ]
                 */
                bbox?: components["parameters"]["bbox"];
                /**
                 * @description Reference system of `bbox` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "bbox-crs"?: components["parameters"]["bbox-crs"];
                /**
                 * @description Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. Features without a time always match.
                 * @example 2016-01-01/2016-06-30
                 */
                datetime?: components["parameters"]["datetime"];
                /**
                 * @description A condition in CQL2.
                 * @example provenance = 'synthetic'
                 */
                filter?: components["parameters"]["filter"];
                /**
                 * @description How `filter` is written.
                 * @example cql2-text
                 */
                "filter-lang"?: components["parameters"]["filter-lang"];
                /**
                 * @description Reference system of `filter` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "filter-crs"?: components["parameters"]["filter-crs"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
                /** @description Every property of the collection is a parameter. */
                filters?: components["parameters"]["filters"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of features */
            200: {
                headers: {
                    "Content-Crs"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    create: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: {
                /**
                 * @description Reference system of the body (a URI in angle brackets); CRS84 without it.
                 * @example <http://www.opengis.net/def/crs/OGC/1.3/CRS84>
                 */
                "Content-Crs"?: components["parameters"]["Content-Crs"];
            };
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        /** @description A GeoJSON Feature */
        requestBody: {
            content: {
                "application/geo+json": components["schemas"]["Feature"];
                "application/json": components["schemas"]["Feature"];
            };
        };
        responses: {
            /** @description Added */
            201: {
                headers: {
                    Location?: string;
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem.400"];
            401: components["responses"]["Problem.401"];
            403: components["responses"]["Problem.403"];
            404: components["responses"]["Problem.404"];
            409: components["responses"]["Problem.409"];
            413: components["responses"]["Problem.413"];
            415: components["responses"]["Problem.415"];
            422: components["responses"]["Problem.422"];
            default: components["responses"]["Problem.default"];
        };
    };
    item: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.items"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Reference system of the answer (URI), in its own axis order.
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                crs?: components["parameters"]["crs"];
                /** @description The properties that are sent; none when it is empty. */
                properties?: components["parameters"]["properties"];
                /** @description Without geometries. */
                skipGeometry?: components["parameters"]["skipGeometry"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: {
                /** @description Versions at hand (ETag); 304 when nothing changed. */
                "If-None-Match"?: components["parameters"]["If-None-Match"];
            };
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
                /** @description Id of the feature. */
                featureId: components["parameters"]["featureId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feature */
            200: {
                headers: {
                    ETag?: string;
                    "Content-Crs"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Feature"];
                    "text/html": string;
                };
            };
            /** @description Nothing changed */
            304: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    replace: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: {
                /** @description Write only if the feature still has this version (its ETag). */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description Reference system of the body (a URI in angle brackets); CRS84 without it.
                 * @example <http://www.opengis.net/def/crs/OGC/1.3/CRS84>
                 */
                "Content-Crs"?: components["parameters"]["Content-Crs"];
            };
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
                /** @description Id of the feature. */
                featureId: components["parameters"]["featureId"];
            };
            cookie?: never;
        };
        /** @description A GeoJSON Feature */
        requestBody: {
            content: {
                "application/geo+json": components["schemas"]["Feature"];
                "application/json": components["schemas"]["Feature"];
            };
        };
        responses: {
            /** @description Replaced */
            204: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem.400"];
            401: components["responses"]["Problem.401"];
            403: components["responses"]["Problem.403"];
            404: components["responses"]["Problem.404"];
            409: components["responses"]["Problem.409"];
            412: components["responses"]["Problem.412"];
            413: components["responses"]["Problem.413"];
            415: components["responses"]["Problem.415"];
            422: components["responses"]["Problem.422"];
            428: components["responses"]["Problem.428"];
            default: components["responses"]["Problem.default"];
        };
    };
    delete: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: {
                /** @description Write only if the feature still has this version (its ETag). */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
                /** @description Id of the feature. */
                featureId: components["parameters"]["featureId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Deleted */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem.400"];
            401: components["responses"]["Problem.401"];
            403: components["responses"]["Problem.403"];
            404: components["responses"]["Problem.404"];
            409: components["responses"]["Problem.409"];
            412: components["responses"]["Problem.412"];
            428: components["responses"]["Problem.428"];
            default: components["responses"]["Problem.default"];
        };
    };
    patch: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: {
                /** @description Write only if the feature still has this version (its ETag). */
                "If-Match"?: components["parameters"]["If-Match"];
                /**
                 * @description Reference system of the body (a URI in angle brackets); CRS84 without it.
                 * @example <http://www.opengis.net/def/crs/OGC/1.3/CRS84>
                 */
                "Content-Crs"?: components["parameters"]["Content-Crs"];
            };
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
                /** @description Id of the feature. */
                featureId: components["parameters"]["featureId"];
            };
            cookie?: never;
        };
        /** @description The members to change */
        requestBody: {
            content: {
                "application/merge-patch+json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Changed */
            204: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem.400"];
            401: components["responses"]["Problem.401"];
            403: components["responses"]["Problem.403"];
            404: components["responses"]["Problem.404"];
            409: components["responses"]["Problem.409"];
            412: components["responses"]["Problem.412"];
            413: components["responses"]["Problem.413"];
            415: components["responses"]["Problem.415"];
            422: components["responses"]["Problem.422"];
            428: components["responses"]["Problem.428"];
            default: components["responses"]["Problem.default"];
        };
    };
    history: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description The last `seq` that the reader has.
                 * @example 0
                 */
                since?: components["parameters"]["since"];
                /** @description The most that is answered at once; more than 10000 means 10000. */
                limit?: components["parameters"]["limit"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
                /** @description Id of the feature. */
                featureId: components["parameters"]["featureId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The history */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["History"];
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    transact: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: {
                /**
                 * @description Reference system of the body (a URI in angle brackets); CRS84 without it.
                 * @example <http://www.opengis.net/def/crs/OGC/1.3/CRS84>
                 */
                "Content-Crs"?: components["parameters"]["Content-Crs"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The changes, in their order */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Transaction"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionResult"];
                };
            };
            400: components["responses"]["Problem.400"];
            401: components["responses"]["Problem.401"];
            403: components["responses"]["Problem.403"];
            409: components["responses"]["Problem.409"];
            413: components["responses"]["Problem.413"];
            415: components["responses"]["Problem.415"];
            422: components["responses"]["Problem.422"];
            default: components["responses"]["Problem.default"];
        };
    };
    matrixSets: {
        parameters: {
            query?: {
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
    matrixSet: {
        parameters: {
            query?: {
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /** @description The tile matrix set. */
                tileMatrixSetId: components["parameters"]["tileMatrixSetId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The set, by OGC 17-083r4 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    tilesets: {
        parameters: {
            query?: {
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tilesets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    tileset: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
                /** @description The tile matrix set. */
                tileMatrixSetId: components["parameters"]["tileMatrixSetId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tileset */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    tile: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description The properties that are sent; none when it is empty. */
                properties?: components["parameters"]["properties"];
                /** @description Properties whose values make the groups. */
                group?: components["parameters"]["group"];
                /** @description Numeric properties to add up. */
                sum?: components["parameters"]["sum"];
                /** @description Joins the counts of this collection to a layer of units; conditions are about it then. */
                counts?: components["parameters"]["counts"];
                /** @description More points than this in a tile are counted in cells. */
                points?: components["parameters"]["points"];
                /** @description Cells from one side of the tile to the other, where points are counted. */
                cells?: components["parameters"]["cells"];
                /** @description Version of the layers' content, from a TileJSON; the tile never changes while it is right. */
                v?: components["parameters"]["v"];
                /**
                 * @description Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude first; west above east crosses the antimeridian. Features without a geometry always match.
                 * @example [
                 *       121.38,
                 *       31.13,
                 *       121.4,
                 *       31.15
                 *     ]
                 */
                bbox?: components["parameters"]["bbox"];
                /**
                 * @description Reference system of `bbox` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "bbox-crs"?: components["parameters"]["bbox-crs"];
                /**
                 * @description Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. Features without a time always match.
                 * @example 2016-01-01/2016-06-30
                 */
                datetime?: components["parameters"]["datetime"];
                /**
                 * @description A condition in CQL2.
                 * @example provenance = 'synthetic'
                 */
                filter?: components["parameters"]["filter"];
                /**
                 * @description How `filter` is written.
                 * @example cql2-text
                 */
                "filter-lang"?: components["parameters"]["filter-lang"];
                /**
                 * @description Reference system of `filter` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "filter-crs"?: components["parameters"]["filter-crs"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
                /** @description Every property of the collection is a parameter. */
                filters?: components["parameters"]["filters"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
                /** @description The tile matrix set. */
                tileMatrixSetId: components["parameters"]["tileMatrixSetId"];
                /**
                 * @description The zoom, 0 to 24.
                 * @example 13
                 */
                tileMatrix: components["parameters"]["tileMatrix"];
                /**
                 * @description The row, from the north.
                 * @example 3349
                 */
                tileRow: components["parameters"]["tileRow"];
                /**
                 * @description The column, from the west.
                 * @example 6858
                 */
                tileCol: components["parameters"]["tileCol"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tile */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": string;
                };
            };
            /** @description Nothing is in the tile */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing changed */
            304: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    xyz: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description The properties that are sent; none when it is empty. */
                properties?: components["parameters"]["properties"];
                /** @description Properties whose values make the groups. */
                group?: components["parameters"]["group"];
                /** @description Numeric properties to add up. */
                sum?: components["parameters"]["sum"];
                /** @description Joins the counts of this collection to a layer of units; conditions are about it then. */
                counts?: components["parameters"]["counts"];
                /** @description More points than this in a tile are counted in cells. */
                points?: components["parameters"]["points"];
                /** @description Cells from one side of the tile to the other, where points are counted. */
                cells?: components["parameters"]["cells"];
                /** @description Version of the layers' content, from a TileJSON; the tile never changes while it is right. */
                v?: components["parameters"]["v"];
                /**
                 * @description Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude first; west above east crosses the antimeridian. Features without a geometry always match.
                 * @example [
                 *       121.38,
                 *       31.13,
                 *       121.4,
                 *       31.15
                 *     ]
                 */
                bbox?: components["parameters"]["bbox"];
                /**
                 * @description Reference system of `bbox` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "bbox-crs"?: components["parameters"]["bbox-crs"];
                /**
                 * @description Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. Features without a time always match.
                 * @example 2016-01-01/2016-06-30
                 */
                datetime?: components["parameters"]["datetime"];
                /**
                 * @description A condition in CQL2.
                 * @example provenance = 'synthetic'
                 */
                filter?: components["parameters"]["filter"];
                /**
                 * @description How `filter` is written.
                 * @example cql2-text
                 */
                "filter-lang"?: components["parameters"]["filter-lang"];
                /**
                 * @description Reference system of `filter` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "filter-crs"?: components["parameters"]["filter-crs"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /**
                 * @description Ids of collections, separated by commas.
                 * @example violations
                 */
                layers: components["parameters"]["layers"];
                /**
                 * @description The zoom, 0 to 24.
                 * @example 13
                 */
                z: components["parameters"]["z"];
                /**
                 * @description The column, from the west.
                 * @example 6858
                 */
                x: components["parameters"]["x"];
                /**
                 * @description The row, from the north.
                 * @example 3349
                 */
                y: components["parameters"]["y"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tile */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.mapbox-vector-tile": string;
                };
            };
            /** @description Nothing is in the tile */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Nothing changed */
            304: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    tilejson: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description The properties that are sent; none when it is empty. */
                properties?: components["parameters"]["properties"];
                /** @description Properties whose values make the groups. */
                group?: components["parameters"]["group"];
                /** @description Numeric properties to add up. */
                sum?: components["parameters"]["sum"];
                /** @description Joins the counts of this collection to a layer of units; conditions are about it then. */
                counts?: components["parameters"]["counts"];
                /** @description More points than this in a tile are counted in cells. */
                points?: components["parameters"]["points"];
                /** @description Cells from one side of the tile to the other, where points are counted. */
                cells?: components["parameters"]["cells"];
                /** @description Version of the layers' content, from a TileJSON; the tile never changes while it is right. */
                v?: components["parameters"]["v"];
                /**
                 * @description Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude first; west above east crosses the antimeridian. Features without a geometry always match.
                 * @example [
                 *       121.38,
                 *       31.13,
                 *       121.4,
                 *       31.15
                 *     ]
                 */
                bbox?: components["parameters"]["bbox"];
                /**
                 * @description Reference system of `bbox` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "bbox-crs"?: components["parameters"]["bbox-crs"];
                /**
                 * @description Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. Features without a time always match.
                 * @example 2016-01-01/2016-06-30
                 */
                datetime?: components["parameters"]["datetime"];
                /**
                 * @description A condition in CQL2.
                 * @example provenance = 'synthetic'
                 */
                filter?: components["parameters"]["filter"];
                /**
                 * @description How `filter` is written.
                 * @example cql2-text
                 */
                "filter-lang"?: components["parameters"]["filter-lang"];
                /**
                 * @description Reference system of `filter` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "filter-crs"?: components["parameters"]["filter-crs"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /**
                 * @description Ids of collections, separated by commas.
                 * @example violations
                 */
                layers: components["parameters"]["layers"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description TileJSON 3.0 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    counts: {
        parameters: {
            query: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.counts"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description The unit level: a collection of units.
                 * @example committees
                 */
                by: components["parameters"]["by"];
                /** @description Properties whose values make the groups. */
                group?: components["parameters"]["group"];
                /** @description Numeric properties to add up. */
                sum?: components["parameters"]["sum"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /**
                 * @description Reference system of the answer (URI), in its own axis order.
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                crs?: components["parameters"]["crs"];
                /**
                 * @description Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude first; west above east crosses the antimeridian. Features without a geometry always match.
                 * @example [
                 *       121.38,
                 *       31.13,
                 *       121.4,
                 *       31.15
                 *     ]
                 */
                bbox?: components["parameters"]["bbox"];
                /**
                 * @description Reference system of `bbox` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "bbox-crs"?: components["parameters"]["bbox-crs"];
                /**
                 * @description Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. Features without a time always match.
                 * @example 2016-01-01/2016-06-30
                 */
                datetime?: components["parameters"]["datetime"];
                /**
                 * @description A condition in CQL2.
                 * @example provenance = 'synthetic'
                 */
                filter?: components["parameters"]["filter"];
                /**
                 * @description How `filter` is written.
                 * @example cql2-text
                 */
                "filter-lang"?: components["parameters"]["filter-lang"];
                /**
                 * @description Reference system of `filter` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "filter-crs"?: components["parameters"]["filter-crs"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
                /** @description Every property of the collection is a parameter. */
                filters?: components["parameters"]["filters"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts */
            200: {
                headers: {
                    "Content-Crs"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Counts"];
                    "application/geo+json": components["schemas"]["CountShapes"];
                    "text/csv": string;
                    "text/html": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    coverage: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.json"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description How distance is measured. */
                mode?: components["parameters"]["mode"];
                /** @description Reach in metres. */
                reach?: components["parameters"]["reach"];
                /** @description Minutes of walking. */
                minutes?: components["parameters"]["minutes"];
                /** @description Walking speed in m/s. */
                speed?: components["parameters"]["speed"];
                /**
                 * @description The unit level: a collection of units.
                 * @example committees
                 */
                by?: components["parameters"]["by_"];
                /** @description The collection of people, of areas or points; without it the territory's. */
                demand?: components["parameters"]["demand"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /**
                 * @description Reference system of the answer (URI), in its own axis order.
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                crs?: components["parameters"]["crs"];
                /** @description With what is not reached, as geometry. */
                gaps?: components["parameters"]["gaps"];
                /** @description With the area reached, as geometry. */
                reaches?: components["parameters"]["reaches"];
                /** @description With the share over distance. */
                curve?: components["parameters"]["curve"];
                /**
                 * @description Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude first; west above east crosses the antimeridian. Features without a geometry always match.
                 * @example [
                 *       121.38,
                 *       31.13,
                 *       121.4,
                 *       31.15
                 *     ]
                 */
                bbox?: components["parameters"]["bbox"];
                /**
                 * @description Reference system of `bbox` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "bbox-crs"?: components["parameters"]["bbox-crs"];
                /**
                 * @description Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. Features without a time always match.
                 * @example 2016-01-01/2016-06-30
                 */
                datetime?: components["parameters"]["datetime"];
                /**
                 * @description A condition in CQL2.
                 * @example provenance = 'synthetic'
                 */
                filter?: components["parameters"]["filter"];
                /**
                 * @description How `filter` is written.
                 * @example cql2-text
                 */
                "filter-lang"?: components["parameters"]["filter-lang"];
                /**
                 * @description Reference system of `filter` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "filter-crs"?: components["parameters"]["filter-crs"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
                /** @description Every property of the collection is a parameter. */
                filters?: components["parameters"]["filters"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The coverage */
            200: {
                headers: {
                    "Content-Crs"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Coverage"];
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    nearest: {
        parameters: {
            query: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.nearest"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description The collection of the neighbours.
                 * @example elder_facilities
                 */
                to: components["parameters"]["to"];
                /** @description A condition on the neighbours, CQL2 text in CRS84. */
                "to-filter"?: components["parameters"]["to-filter"];
                /** @description Neighbours of each feature. */
                count?: components["parameters"]["count"];
                /** @description Those with the farthest way first. */
                farthest?: components["parameters"]["farthest"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description The most that is answered at once; more than 100000 means 100000. */
                limit?: components["parameters"]["limit.nearest"];
                /** @description How many to pass over. */
                offset?: components["parameters"]["offset"];
                /**
                 * @description Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude first; west above east crosses the antimeridian. Features without a geometry always match.
                 * @example [
                 *       121.38,
                 *       31.13,
                 *       121.4,
                 *       31.15
                 *     ]
                 */
                bbox?: components["parameters"]["bbox"];
                /**
                 * @description Reference system of `bbox` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "bbox-crs"?: components["parameters"]["bbox-crs"];
                /**
                 * @description Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. Features without a time always match.
                 * @example 2016-01-01/2016-06-30
                 */
                datetime?: components["parameters"]["datetime"];
                /**
                 * @description A condition in CQL2.
                 * @example provenance = 'synthetic'
                 */
                filter?: components["parameters"]["filter"];
                /**
                 * @description How `filter` is written.
                 * @example cql2-text
                 */
                "filter-lang"?: components["parameters"]["filter-lang"];
                /**
                 * @description Reference system of `filter` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "filter-crs"?: components["parameters"]["filter-crs"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
                /** @description Every property of the collection is a parameter. */
                filters?: components["parameters"]["filters"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The neighbours */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Nearest"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    where: {
        parameters: {
            query: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Longitude in degrees.
                 * @example 121.39
                 */
                lon: components["parameters"]["lon"];
                /**
                 * @description Latitude in degrees.
                 * @example 31.14
                 */
                lat: components["parameters"]["lat"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The spot */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Where"];
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
    plan: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.json"];
                /**
                 * @description Only this theme: a chapter of the plan.
                 * @example safe
                 */
                theme?: components["parameters"]["theme"];
                /** @description Only phrases of this kind. */
                kind?: components["parameters"]["kind"];
                /** @description Only phrases that became this. */
                became?: components["parameters"]["became"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The plan */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanAnswer"];
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
    planRow: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.json"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the phrase: chapter(part)item-serial.
                 * @example 三(二)1-08
                 */
                rowId: components["parameters"]["rowId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The phrase */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanRow"];
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    targets: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.json"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description The unit level: a collection of units.
                 * @example committees
                 */
                by?: components["parameters"]["by_"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /**
                 * @description Only this theme: a chapter of the plan.
                 * @example safe
                 */
                theme?: components["parameters"]["theme"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The targets */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Targets"];
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
    target: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.target"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description The unit level: a collection of units.
                 * @example committees
                 */
                by?: components["parameters"]["by_"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /**
                 * @description Key of the target.
                 * @example illegal_build_res
                 */
                key: components["parameters"]["key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The target */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TargetAnswer"];
                    "application/geo+json": components["schemas"]["Shapes"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    targetRows: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.geojson"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description Numerator, denominator, or those that hold the target back. */
                part?: components["parameters"]["part"];
                /** @description The most that is answered at once; more than 10000 means 10000. */
                limit?: components["parameters"]["limit.rows"];
                /** @description How many to pass over. */
                offset?: components["parameters"]["offset_"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /**
                 * @description Key of the target.
                 * @example illegal_build_res
                 */
                key: components["parameters"]["key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The features */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Shapes"];
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    warnings: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.target"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /**
                 * @description Only units of these levels, separated by commas; `none` are those without a warning.
                 * @example orange,red
                 */
                level?: components["parameters"]["level"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The warnings */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WarningsAnswer"];
                    "application/geo+json": components["schemas"]["Shapes"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem.400"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    responsibilities: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.responsibilities"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description The unit level: a collection of units.
                 * @example committees
                 */
                by?: components["parameters"]["by_"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /**
                 * @description Only this role.
                 * @example secretary
                 */
                role?: components["parameters"]["role"];
                /**
                 * @description Only the units of this holder, by reference.
                 * @example holder:L01
                 */
                holder?: components["parameters"]["holder"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The chains */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Responsibilities"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem.400"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    responsibilityItems: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.geojson"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description What is overdue, or all that is open. */
                state?: components["parameters"]["state"];
                /** @description The most that is answered at once; more than 10000 means 10000. */
                limit?: components["parameters"]["limit.rows"];
                /** @description How many to pass over. */
                offset?: components["parameters"]["offset_"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /**
                 * @description Reference of the holder, never a name.
                 * @example holder:L01
                 */
                holder: components["parameters"]["holder_"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The items */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Shapes"];
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    handOver: {
        parameters: {
            query?: {
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: {
                /** @description Write only if the feature still has this version (its ETag). */
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description Unit, role, new holder and day */
        requestBody: {
            content: {
                "application/json": components["schemas"]["HandOver"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandedOver"];
                };
            };
            400: components["responses"]["Problem.400"];
            401: components["responses"]["Problem.401"];
            403: components["responses"]["Problem.403"];
            409: components["responses"]["Problem.409"];
            412: components["responses"]["Problem.412"];
            413: components["responses"]["Problem.413"];
            415: components["responses"]["Problem.415"];
            422: components["responses"]["Problem.422"];
            428: components["responses"]["Problem.428"];
            default: components["responses"]["Problem.default"];
        };
    };
    workflows: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.json"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workflows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workflows"];
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
    workflow: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.workflow"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description The unit level: a collection of units.
                 * @example committees
                 */
                by?: components["parameters"]["by_"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the layer.
                 * @example cases
                 */
                layerId: components["parameters"]["layerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workflow */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowAnswer"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    workflowItems: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.workflow_items"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /** @description Open, overdue, within the limits or closed. */
                state?: components["parameters"]["state_"];
                /**
                 * @description Only those at this step.
                 * @example dispatched
                 */
                step?: components["parameters"]["step"];
                /**
                 * @description Only of this tier.
                 * @example back
                 */
                tier?: components["parameters"]["tier"];
                /** @description The most that is answered at once; more than 10000 means 10000. */
                limit?: components["parameters"]["limit.rows"];
                /** @description How many to pass over. */
                offset?: components["parameters"]["offset_"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the layer.
                 * @example cases
                 */
                layerId: components["parameters"]["layerId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The features */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["Shapes"];
                    "text/csv": string;
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    workflowCourse: {
        parameters: {
            query?: {
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.json"];
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the layer.
                 * @example cases
                 */
                layerId: components["parameters"]["layerId"];
                /** @description Id of the feature. */
                featureId: components["parameters"]["featureId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its steps */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseAnswer"];
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    find: {
        parameters: {
            query: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description A name, alias, code, pinyin or initials.
                 * @example gumei
                 */
                q: components["parameters"]["q"];
                /** @description The most that is answered at once; more than 100 means 100. */
                limit?: components["parameters"]["limit.find"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Results, the best first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Found"];
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
    search: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Conditions; all must hold */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Search"];
            };
        };
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    "Content-Crs"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResult"];
                };
            };
            400: components["responses"]["Problem.400"];
            413: components["responses"]["Problem.413"];
            415: components["responses"]["Problem.415"];
            422: components["responses"]["Problem.422"];
            default: components["responses"]["Problem.default"];
        };
    };
    export: {
        parameters: {
            query: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Ids of collections.
                 * @example [
                 *       "violations"
                 *     ]
                 */
                collections: components["parameters"]["collections"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /**
                 * @description A drawn area: POLYGON or MULTIPOLYGON in WKT, longitude first.
                 * @example POLYGON((121.38 31.13,121.40 31.13,121.40 31.15,121.38 31.15,121.38 31.13))
                 */
                polygon?: components["parameters"]["polygon"];
                /**
                 * @description Reference system of the answer (URI), in its own axis order.
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                crs?: components["parameters"]["crs"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                    "application/zip": string;
                };
            };
            400: components["responses"]["Problem.400"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    exportCollection: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /**
                 * @description Only what belongs to this unit: `<collection>:<id>`.
                 * @example pianqu:310112006-P02
                 */
                within?: components["parameters"]["within"];
                /**
                 * @description A drawn area: POLYGON or MULTIPOLYGON in WKT, longitude first.
                 * @example POLYGON((121.38 31.13,121.40 31.13,121.40 31.15,121.38 31.15,121.38 31.13))
                 */
                polygon?: components["parameters"]["polygon"];
                /**
                 * @description Reference system of the answer (URI), in its own axis order.
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                crs?: components["parameters"]["crs"];
                /**
                 * @description Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude first; west above east crosses the antimeridian. Features without a geometry always match.
                 * @example [
                 *       121.38,
                 *       31.13,
                 *       121.4,
                 *       31.15
                 *     ]
                 */
                bbox?: components["parameters"]["bbox"];
                /**
                 * @description Reference system of `bbox` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "bbox-crs"?: components["parameters"]["bbox-crs"];
                /**
                 * @description Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. Features without a time always match.
                 * @example 2016-01-01/2016-06-30
                 */
                datetime?: components["parameters"]["datetime"];
                /**
                 * @description A condition in CQL2.
                 * @example provenance = 'synthetic'
                 */
                filter?: components["parameters"]["filter"];
                /**
                 * @description How `filter` is written.
                 * @example cql2-text
                 */
                "filter-lang"?: components["parameters"]["filter-lang"];
                /**
                 * @description Reference system of `filter` (URI).
                 * @example http://www.opengis.net/def/crs/OGC/1.3/CRS84
                 */
                "filter-crs"?: components["parameters"]["filter-crs"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
                /** @description Every property of the collection is a parameter. */
                filters?: components["parameters"]["filters"];
            };
            header?: never;
            path: {
                /** @description Id of the collection. */
                collectionId: components["parameters"]["collectionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": components["schemas"]["FeatureCollection"];
                };
            };
            400: components["responses"]["Problem.400"];
            404: components["responses"]["Problem.404"];
            default: components["responses"]["Problem.default"];
        };
    };
    changes: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Representation; wins over Accept. */
                f?: components["parameters"]["f.changes"];
                /**
                 * @description The last `seq` that the reader has.
                 * @example 0
                 */
                since?: components["parameters"]["since"];
                /** @description The most that is answered at once; more than 10000 means 10000. */
                limit?: components["parameters"]["limit.changes"];
                /** @description The history that the position counts in; 410 when it is another. */
                epoch?: components["parameters"]["epoch"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: {
                /** @description Where a stream that reconnects stands; wins over `since`. */
                "Last-Event-ID"?: components["parameters"]["Last-Event-ID"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Problem.400"];
            406: components["responses"]["Problem.406"];
            default: components["responses"]["Problem.default"];
        };
    };
    live: {
        parameters: {
            query?: {
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Live"];
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
    ready: {
        parameters: {
            query?: {
                /** @description The day the answer holds for; by default the territory's clock. */
                at?: components["parameters"]["at"];
                /** @description Language of titles, pages and error texts; wins over Accept-Language. */
                lang?: components["parameters"]["lang"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is served */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            400: components["responses"]["Problem.400"];
            default: components["responses"]["Problem.default"];
        };
    };
}
