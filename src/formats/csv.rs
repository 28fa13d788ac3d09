//! CSV that a spreadsheet opens without harm.

/// UTF-8 byte-order mark: without it Excel reads Chinese as GBK.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Rows as CSV with a byte-order mark; the first row is the header.
///
/// A cell that a spreadsheet would take for a formula is led by an apostrophe;
/// numbers stay numbers.
pub fn encode(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = ::csv::Writer::from_writer(BOM.to_vec());
    for row in rows {
        let cells = row.into_iter().map(guarded);
        writer.write_record(cells).expect("writing rows of equal length to a Vec cannot fail");
    }
    writer.into_inner().expect("flushing a Vec cannot fail")
}

fn guarded(cell: String) -> String {
    let formula =
        cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if formula { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_are_not() {
        let rows = [vec!["a".to_owned()], vec!["=1+1".to_owned()], vec!["-5".to_owned()]];
        let text = String::from_utf8(encode(rows)).unwrap();
        assert_eq!(text, "\u{feff}a\n'=1+1\n-5\n");
    }
}
