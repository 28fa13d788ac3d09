//! What each target counts, in SQL on the GeoPackage: written from the words of the plan and the
//! dictionary of its targets, not from the plan's files.

/// The newest report of each unit by a day; who has reported nothing is not covered.
///
/// - `each`: what is expected of a unit that is silent.
fn latest(indicator: &str, level: &str, at: &str, each: i64, scale: i64) -> String {
    format!(
        "select sum(coalesce(cast(round(n * {scale}) as integer), 0)), \
                sum(coalesce(cast(round(d * {scale}) as integer), {each})) \
         from {level} u left join ( \
             select unit, num as n, den as d, \
                    row_number() over (partition by unit order by stands_on desc) as age \
             from unit_indicators where indicator = '{indicator}' \
               and stands_on between '2016-01-01' and '{at}' \
         ) r on r.unit = '{level}:' || u.id and r.age = 1 \
         where (u.valid_from is null or u.valid_from <= '{at}') \
           and (u.valid_to is null or u.valid_to > '{at}')"
    )
}

/// Reports of the year until the day.
fn all_reports(indicator: &str, level: &str, at: &str) -> String {
    format!(
        "select cast(sum(coalesce(num, 0)) as integer), cast(sum(den) as integer) from unit_indicators \
         where indicator = '{indicator}' and unit like '{level}:%' \
           and stands_on between '2016-01-01' and '{at}'"
    )
}

/// Removed of the stock that was known at the baseline.
fn removed(zone: &str, at: &str) -> String {
    format!(
        "select count(case when resolved_on <= '{at}' and status <> 'relapsed' then 1 end), count(*) \
         from violations where class = 'building' and zone = '{zone}' and status <> 'dismissed' \
           and found_on <= '2015-12-31'"
    )
}

/// Numerator and denominator of each target that counts something itself.
pub fn targets(at: &str) -> Vec<(&'static str, String)> {
    let open = format!("(resolved_on is null or resolved_on > '{at}' or status = 'relapsed')");
    let valid = format!(
        "(valid_from is null or valid_from <= '{at}') and (valid_to is null or valid_to > '{at}')"
    );
    let this_year = |column: &str| format!("{column} between '2016-01-01' and '{at}'");
    let opened =
        format!("state = 'open' and (opened_on is null or opened_on <= '{at}') and {valid}");
    let mut all: Vec<(&'static str, String)> = Vec::new();
    for (key, (indicator, each)) in [
        ("party_consult_cov", ("party_consult", 1)),
        ("party_platform_online", ("platform_online", 1)),
        ("party_talent_cov", ("talent_pool", 1)),
        ("wuge1_yearly", ("wuge_yearly", 4)),
        ("co_building_cov", ("co_building", 1)),
        ("regional_party_cov", ("regional_party", 1)),
        ("one_brand_each", ("one_brand", 1)),
        ("consult_method", ("consult_method", 1)),
    ] {
        all.push((key, latest(indicator, "committees", at, each, 1)));
    }
    for (key, indicator, scale) in [
        ("party_platform_trial", "platform_functions", 1),
        ("party_platform_full", "platform_functions", 1),
        ("jianzhi_10", "jianzhi_persons", 1),
        ("safety_feel", "safety_feel", 10),
        ("satisfaction", "satisfaction", 10),
        ("edu_pilot", "education_pilot", 1),
    ] {
        all.push((key, latest(indicator, "subdistricts", at, 1, scale)));
    }
    let mut counted = |key: &'static str, statement: String| all.push((key, statement));
    counted("chuangquan_pass", latest("chuangquan", "compounds", at, 1, 1));
    counted("wuge1_meetings", all_reports("wuge_meeting", "committees", at));
    counted("waste_same_day", all_reports("waste_same_day", "compounds", at));
    counted(
        "recurrence",
        format!(
            "select (select count(*) from cases where recurrence_of is not null and {}), \
                    (select count(*) from cases where {})",
            this_year("reported_on"),
            this_year("closed_on")
        ),
    );
    counted(
        "tech_protect_pass",
        "select count(case when tech_standard_met then 1 end), count(*) from compounds".into(),
    );
    counted(
        "tech_phys_pass",
        "select count(case when tech_standard_met and physical_standard_met then 1 end), count(*) \
         from compounds"
            .into(),
    );
    for (key, kinds) in [
        ("fire_facility_cleared", "'fire_facility'"),
        ("fire_safety_cleared", "'fire_facility', 'fire'"),
    ] {
        counted(
            key,
            format!(
                "select count(case when resolved_on <= '{at}' then 1 end), count(*) from hazards \
                 where kind in ({kinds}) and found_on <= '{at}'"
            ),
        );
    }
    counted(
        "owners_committee",
        format!(
            "select count(case when owners_committee_state = 'formed' \
                       and coalesce(owners_committee_formed_on, '2015-01-01') <= '{at}' then 1 end), \
                    count(*) \
             from compounds where owners_committee_eligible"
        ),
    );
    counted("guards_certified", "select sum(guards_certified), sum(guards) from compounds".into());
    counted(
        "compound_partition",
        "select count(case when class in ('base', 'relocation', 'mixed', 'commodity') then 1 end), \
                count(*) from compounds"
            .into(),
    );
    for (key, kind) in [("burglary_trend", "burglary"), ("call110_trend", "call110")] {
        let when = this_year("occurred_on");
        counted(
            key,
            format!("select count(*), null from incidents where kind = '{kind}' and {when}"),
        );
    }
    counted(
        "illegal_build_new",
        format!(
            "select count(*), null from violations where class = 'building' and status <> 'dismissed' \
               and {} and found_on <= '{at}'",
            this_year("built_on")
        ),
    );
    counted("illegal_build_public", removed("public", at));
    counted("illegal_build_res", removed("residential", at));
    counted(
        "illegal_trade_growth",
        format!(
            "select (select count(*) from violations where class = 'trading' and status <> 'dismissed' \
                       and found_on <= '{at}' and {open}), 319"
        ),
    );
    counted(
        "unlicensed_319",
        format!(
            "select count(case when resolved_on <= '{at}' and status <> 'relapsed' then 1 end), \
                    count(*) \
             from violations where class = 'trading' and register = '319'"
        ),
    );
    counted(
        "illegal_residence_missed",
        format!(
            "select count(case when found_by in ('complaint', 'agency') then 1 end), count(*) \
             from violations where class = 'residence' and status <> 'dismissed' and {}",
            this_year("found_on")
        ),
    );
    counted(
        "group_rental_handled",
        format!(
            "select count(*) - count(case when {open} then 1 end), count(*) \
             from violations where class = 'residence' and status <> 'dismissed' \
               and found_on <= '{at}'"
        ),
    );
    for (key, class) in [("illegal_land", "land"), ("illegal_discharge", "discharge")] {
        counted(
            key,
            format!(
                "select count(*), null from violations where class = '{class}' \
                   and status <> 'dismissed' and found_on <= '{at}' and {open}"
            ),
        );
    }
    counted(
        "no_group_rental_compounds",
        format!(
            "select count(case when no_group_rental_since <= '{at}' then 1 end), count(*) \
             from compounds"
        ),
    );
    counted(
        "restaurants_15",
        format!(
            "select count(case when treated_on <= '{at}' then 1 end), count(*) from businesses \
             where kind = 'restaurant' and key_area_id <> ''"
        ),
    );
    counted(
        "river_path_1600",
        "select sum(cast(round(done_m) as integer)), 1600 from river_segments".into(),
    );
    counted(
        "waterlog_16",
        format!(
            "select count(case when done_on <= '{at}' and status <> 'relapsed' then 1 end), count(*) \
             from waterlogging"
        ),
    );
    counted("autonomy_cov", "select count(autonomy_version), count(*) from committees".into());
    counted(
        "elder_homes_3",
        format!("select count(*), null from elder_facilities where tier = 'home' and {opened}"),
    );
    counted(
        "neigh_centre_2",
        format!(
            "select count(distinct pianqu_id), 2 from neighbourhood_centres where opened_on <= '{at}' \
               and pianqu_id in (select id from pianqu where name in ('平南片', '万源片'))"
        ),
    );
    // The nearest rank of a half: the lower of the two in the middle.
    counted(
        "complex_case_days",
        format!(
            "select days, null from ( \
                 select cast(julianday(closed_on) - julianday(reported_on) as integer) as days, \
                        row_number() over (order by julianday(closed_on) - julianday(reported_on)) as rank, \
                        count(*) over () as n \
                 from cases where complex and {} \
             ) where rank = (n + 1) / 2",
            this_year("closed_on")
        ),
    );
    all
}
