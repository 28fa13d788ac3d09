//! Reads the plan's files into one plan, and holds it against itself.

use std::collections::HashSet;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::{
    PlanError, WorkingDays,
    duties::{Duties, Duty, Obligation},
    model::{
        Ambiguity, Became, Day, Denominator, KINDS, Kind, Measure, Placed, Plan, Row, System,
        Target, Theme, Title, place,
    },
    say,
    warnings::{self, model as warned},
    workflow::Workflow,
    working_days::Arrangement,
};
use crate::{domain::CollectionId, seed::territory::line_of, store::PlanFile};

/// Any of the plan's files; what holds for the whole plan stands in one of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Option<i32>,
    title: Option<Title>,
    period: Option<Period>,
    baseline: Option<Day>,
    public_levels: Option<Vec<CollectionId>>,
    #[serde(default)]
    theme: Vec<Theme>,
    #[serde(default)]
    denominator: Vec<Spanned<Denominator>>,
    #[serde(default)]
    ambiguity: Vec<Ambiguity>,
    #[serde(default)]
    system: Vec<System>,
    #[serde(default)]
    row: Vec<Spanned<Row>>,
    #[serde(default)]
    target: Vec<Spanned<Target>>,
    warnings: Option<warned::Head>,
    #[serde(default)]
    warning_level: Vec<Spanned<warned::Level>>,
    #[serde(default)]
    warning: Vec<Spanned<warned::Rule>>,
    calendar: Option<Spanned<Arrangement>>,
    #[serde(default)]
    duty: Vec<Spanned<Duty>>,
    #[serde(default)]
    obligation: Vec<Spanned<Obligation>>,
    #[serde(default)]
    workflow: Vec<Spanned<Workflow>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    from: Day,
    to: Day,
}

fn placed<T>(file: &PlanFile, them: Vec<Spanned<T>>) -> Vec<Placed<T>> {
    them.into_iter()
        .map(|it| {
            // An array of tables starts at its header, whichever byte of it the span names.
            let start = it.span().start;
            Placed {
                file: file.name.clone(),
                line: line_of(&file.text, start),
                it: it.into_inner(),
            }
        })
        .collect()
}

/// Takes a value that only one file may state.
fn once<T>(
    slot: &mut Option<T>,
    value: Option<T>,
    name: &str,
    file: &PlanFile,
) -> Result<(), PlanError> {
    match (value, &slot) {
        (None, _) => Ok(()),
        (Some(_), Some(_)) => Err(PlanError {
            file: file.name.clone(),
            line: None,
            reason: format!("`{name}` stands in another file too"),
        }),
        (value, None) => {
            *slot = value;
            Ok(())
        }
    }
}

/// Reads a plan.
///
/// # Errors
/// [`PlanError`]s with file and line: a file that cannot be read is one error; references that lead
/// nowhere, thresholds that cannot be met and the like are all named.
pub fn parse(files: &[PlanFile]) -> Result<Plan, Vec<PlanError>> {
    let mut digest = Sha256::new();
    let (mut year, mut title, mut period, mut baseline, mut public) = <_>::default();
    let mut calendar = None;
    let mut wrong = Vec::new();
    let mut plan = Plan {
        year: 0,
        title: Title { zh: String::new(), en: String::new() },
        period: Default::default(),
        baseline: Default::default(),
        public_levels: Vec::new(),
        themes: Vec::new(),
        denominators: Vec::new(),
        ambiguities: Vec::new(),
        systems: Vec::new(),
        rows: Vec::new(),
        targets: Vec::new(),
        warnings: None,
        calendar: WorkingDays::default(),
        duties: Duties::default(),
        workflows: Vec::new(),
        digest: String::new(),
    };
    let (mut head, mut levels, mut rules) = (None, Vec::new(), Vec::new());
    for file in files {
        digest.update(&file.name);
        digest.update([0]);
        digest.update(&file.text);
        digest.update([0]);
        let read: File = toml::from_str(&file.text).map_err(|error| {
            vec![PlanError {
                file: file.name.clone(),
                line: error.span().map(|span| line_of(&file.text, span.start)),
                reason: error.message().to_owned(),
            }]
        })?;
        let one = |error| vec![error];
        once(&mut year, read.year, "year", file).map_err(one)?;
        once(&mut title, read.title, "title", file).map_err(one)?;
        once(&mut period, read.period, "period", file).map_err(one)?;
        once(&mut baseline, read.baseline, "baseline", file).map_err(one)?;
        once(&mut public, read.public_levels, "public_levels", file).map_err(one)?;
        plan.themes.extend(read.theme);
        plan.denominators.extend(placed(file, read.denominator));
        plan.ambiguities.extend(read.ambiguity);
        plan.systems.extend(read.system);
        plan.rows.extend(placed(file, read.row));
        plan.targets.extend(placed(file, read.target));
        once(&mut head, read.warnings, "warnings", file).map_err(one)?;
        levels.extend(placed(file, read.warning_level));
        rules.extend(placed(file, read.warning));
        plan.duties.duties.extend(placed(file, read.duty));
        plan.duties.obligations.extend(placed(file, read.obligation));
        plan.workflows.extend(placed(file, read.workflow));
        let read = placed(file, read.calendar.into_iter().collect()).pop();
        once(&mut calendar, read, "calendar", file).map_err(one)?;
    }
    let missing = |name: &str| {
        let (file, reason) = ("the plan".to_owned(), format!("no file states `{name}`"));
        vec![PlanError { file, line: None, reason }]
    };
    plan.year = year.ok_or_else(|| missing("year"))?;
    plan.title = title.ok_or_else(|| missing("title"))?;
    let period: Period = period.ok_or_else(|| missing("period"))?;
    plan.period = (period.from.0, period.to.0);
    plan.baseline = baseline.ok_or_else(|| missing("baseline"))?.0;
    plan.public_levels = public.ok_or_else(|| missing("public_levels"))?;
    plan.warnings = warnings::complete(head, levels, rules).map_err(|error| vec![error])?;
    plan.digest = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if let Some(read) = &calendar {
        plan.calendar = WorkingDays::new(read, &mut |reason| say(&mut wrong, read, reason));
    }
    let mut errors = Check::new(&plan).run();
    errors.extend(wrong);
    errors.extend(super::duties::errors(&plan));
    errors.extend(super::workflow::errors(&plan));
    if errors.is_empty() { Ok(plan) } else { Err(errors) }
}

/// What a plan can be held against without any data.
struct Check<'p> {
    plan: &'p Plan,
    errors: Vec<PlanError>,
}

impl<'p> Check<'p> {
    fn new(plan: &'p Plan) -> Self {
        Self { plan, errors: Vec::new() }
    }

    fn say<T>(&mut self, at: &Placed<T>, reason: String) {
        self.errors.push(PlanError { file: at.file.clone(), line: Some(at.line), reason });
    }

    fn run(mut self) -> Vec<PlanError> {
        let plan = self.plan;
        if plan.period.0 >= plan.period.1 {
            let (file, reason) =
                ("the plan".to_owned(), "`period` ends before it starts".to_owned());
            self.errors.push(PlanError { file, line: None, reason });
        }
        let mut seen = HashSet::new();
        for row in &plan.rows {
            if !seen.insert(&row.id) {
                self.say(row, format!("row `{}` stands there twice", row.id));
            }
            self.row(row);
        }
        let mut seen = HashSet::new();
        for target in &plan.targets {
            if !seen.insert(&target.key) {
                self.say(target, format!("target `{}` stands there twice", target.key));
            }
            self.target(target);
        }
        let warnings = plan.warnings.as_ref();
        self.errors.extend(warnings.into_iter().flat_map(|all| warnings::check(plan, all)));
        self.errors
    }

    fn row(&mut self, row: &Placed<Row>) {
        let id = &row.id;
        if place(id).is_none() {
            self.say(row, format!("`{id}` is no place of the plan (三(二)1-08)"));
            // All else asks for the place.
            return;
        }
        if !KINDS.contains(&&*row.kind) {
            self.say(row, format!("row `{id}`: `{}` is not one of {}", row.kind, KINDS.join(", ")));
        }
        for key in &row.targets {
            match self.plan.target(key) {
                None => self.say(row, format!("row `{id}`: there is no target `{key}`")),
                Some(target) if !target.clauses.contains(id) => {
                    self.say(row, format!("row `{id}`: target `{key}` does not name it"));
                }
                Some(_) => {}
            }
        }
        let needs = match row.became {
            Became::Target | Became::Milestone if row.targets.is_empty() => "targets",
            Became::Reported if row.targets.is_empty() && row.indicators.is_empty() => "indicators",
            Became::Layer if row.layers.is_empty() => "layers",
            Became::Feature if row.feature.is_none() => "feature",
            Became::Text if row.note.is_none() => "note",
            _ => return,
        };
        self.say(row, format!("row `{id}` became `{}` and needs `{needs}`", row.became.name()));
    }

    fn target(&mut self, target: &Placed<Target>) {
        let key = &target.key;
        if target.clauses.is_empty() {
            self.say(target, format!("target `{key}` names no clause"));
        }
        for id in &target.clauses {
            match self.plan.row(id) {
                None => self.say(target, format!("target `{key}`: there is no row `{id}`")),
                Some(row) if !row.targets.contains(key) => {
                    self.say(target, format!("target `{key}`: row `{id}` does not name it"));
                }
                Some(_) => {}
            }
        }
        for id in &target.ambiguities {
            if !self.plan.ambiguities.iter().any(|ambiguity| ambiguity.id == *id) {
                self.say(target, format!("target `{key}`: there is no ambiguity `{id}`"));
            }
        }
        if target.levels.is_empty() {
            self.say(target, format!("target `{key}` has no levels"));
        }
        for reason in threshold(target) {
            self.say(target, format!("target `{key}`: {reason}"));
        }
        let (composite, gap) = (!target.all_of.is_empty(), !target.gap_of.is_empty());
        let ways = [composite, gap, !target.measures.is_empty()];
        if ways.into_iter().filter(|way| *way).count() != 1 {
            let reason = "needs one of `measures`, `all_of`, `gap_of`";
            self.say(target, format!("target `{key}` {reason}"));
        }
        for part in target.all_of.iter().flatten().chain(&target.gap_of) {
            match self.plan.target(part) {
                None => self.say(target, format!("target `{key}`: there is no target `{part}`")),
                // So no part can lead back here.
                Some(part) if part.measures.is_empty() => {
                    let reason =
                        format!("target `{key}`: `{}` has no measures of its own", part.key);
                    self.say(target, reason);
                }
                Some(_) => {}
            }
        }
        let alone =
            target.measures.iter().chain(target.also.iter().flat_map(|also| &also.measures));
        for measure in alone {
            if let Measure::Days { percentile, .. } = measure
                && !(1..=100).contains(percentile)
            {
                self.say(
                    target,
                    format!("target `{key}`: percentile {percentile} is not 1 to 100"),
                );
            }
        }
    }
}

/// What of a threshold is impossible.
fn threshold(target: &Target) -> Vec<String> {
    let mut wrong = Vec::new();
    let thresholds = [target.percent.is_some(), target.count.is_some(), target.against.is_some()];
    let given = thresholds.into_iter().filter(|given| *given).count();
    match target.kind {
        Kind::Composite | Kind::Analysis if given == 0 && target.compare.is_none() => {}
        Kind::Composite | Kind::Analysis => {
            wrong.push(format!("`{}` takes no threshold", target.kind));
        }
        _ if given != 1 => wrong.push("needs one of `percent`, `count`, `against`".to_owned()),
        _ if target.compare.is_none() => wrong.push("needs `compare`".to_owned()),
        _ => {}
    }
    if let Some(percent) = target.percent.filter(|percent| !(0..=100).contains(percent)) {
        wrong.push(format!("{percent} % is impossible"));
    }
    if let Some(count) = target.count.filter(|count| *count < 0) {
        wrong.push(format!("a count of {count} is impossible"));
    }
    if let Some(stretch) = target.stretch
        && !target.percent.is_some_and(|percent| percent < stretch && stretch <= 100)
    {
        wrong.push(format!("a stretch of {stretch} % is not above `percent`, or above 100"));
    }
    for (name, number) in [("declared", target.declared), ("whole", target.whole)] {
        if let Some(number) = number.filter(|number| *number <= 0) {
            wrong.push(format!("`{name}` = {number} is impossible"));
        }
    }
    wrong
}
