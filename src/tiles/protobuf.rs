//! As much of the protocol-buffer encoding as a vector tile needs: varints, and fields with a
//! length before them.

pub fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// How many bytes [`varint`] writes.
pub fn varint_len(number: u64) -> usize {
    (70 - (number | 1).leading_zeros() as usize) / 7
}

/// Small numbers of either sign as small numbers.
pub fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

pub fn number_field(out: &mut Vec<u8>, field: u32, number: u64) {
    varint(out, u64::from(field << 3));
    varint(out, number);
}

pub fn bytes_field(out: &mut Vec<u8>, field: u32, bytes: &[u8]) {
    length_field(out, field, bytes.len());
    out.extend_from_slice(bytes);
}

/// The key and length of a field whose bytes follow.
pub fn length_field(out: &mut Vec<u8>, field: u32, length: usize) {
    varint(out, u64::from(field << 3 | 2));
    varint(out, length as u64);
}

pub fn double_field(out: &mut Vec<u8>, field: u32, number: f64) {
    varint(out, u64::from(field << 3 | 1));
    out.extend_from_slice(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_encoding_guide_has_them() {
        for (number, expected) in
            [(0, &[0][..]), (127, &[127]), (150, &[0x96, 1]), (300, &[0xac, 2])]
        {
            let mut out = Vec::new();
            varint(&mut out, number);
            assert_eq!(out, expected);
        }
        for number in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX] {
            let mut out = Vec::new();
            varint(&mut out, number);
            assert_eq!(out.len(), varint_len(number), "{number}");
        }
        assert_eq!([0, -1, 1, -2].map(zigzag), [0, 1, 2, 3]);
    }
}
