use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

/// A file of some sections and values; its bytes.
fn made(folder: &TempDir, sections: &[Vec<u8>]) -> std::path::PathBuf {
    let path = folder.path().join("file");
    replace(&path, |writer| {
        for section in sections {
            writer.section(section)?;
        }
        writer.part(|writer| {
            writer.put(&"古美".to_owned());
            writer.put(&Some(7_u16));
            Ok(())
        })?;
        writer.put(&sections.len());
        Ok(())
    })
    .unwrap();
    path
}

type Content = (String, Option<u16>, usize, Vec<Vec<u8>>);

fn read(path: &std::path::Path) -> Result<Content, SavedError> {
    let reader = Reader::open(path)?;
    let mut values = reader.values();
    let mut part = values.part()?;
    let (text, number) = Field::take(&mut part)?;
    part.end()?;
    let count = usize::take(&mut values)?;
    values.end()?;
    reader.expect_sections(0, count)?;
    let sections = (0..count).map(|number| reader.section(number)).collect::<Result<_, _>>()?;
    Ok((text, number, count, sections))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_and_every_damage_is_noticed(
        sections in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..6),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u32), 1..40),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..10),
    ) {
        let folder = TempDir::new().unwrap();
        let path = made(&folder, &sections);
        prop_assert_eq!(
            read(&path).unwrap(),
            ("古美".to_owned(), Some(7), sections.len(), sections.clone())
        );
        let sound = std::fs::read(&path).unwrap();
        for (place, bit) in flips {
            let mut bytes = sound.clone();
            let place = place.index(bytes.len());
            bytes[place] ^= 1 << bit;
            std::fs::write(&path, &bytes).unwrap();
            prop_assert!(read(&path).is_err(), "a flipped bit at {}", place);
        }
        for cut in cuts {
            std::fs::write(&path, &sound[..cut.index(sound.len())]).unwrap();
            prop_assert!(read(&path).is_err());
        }
        std::fs::write(&path, [&sound[..], b"x"].concat()).unwrap();
        prop_assert!(read(&path).is_err());
    }
}

#[test]
fn a_file_says_why_it_is_not_used() {
    let folder = TempDir::new().unwrap();
    let path = made(&folder, &[vec![1, 2, 3]]);
    let sound = std::fs::read(&path).unwrap();
    let why = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        read(&path).unwrap_err()
    };
    let changed = |place: usize| {
        let mut bytes = sound.clone();
        bytes[place] ^= 1;
        bytes
    };
    assert!(matches!(why(&changed(0)), SavedError::Foreign));
    assert!(matches!(
        why(b"SQLite format 3, which is no such file, and longer than a head"),
        SavedError::Foreign
    ));
    assert!(matches!(why(&changed(8)), SavedError::Program));
    assert!(matches!(why(&changed(25)), SavedError::Damaged(_)));
    assert!(matches!(why(&changed(HEAD + 1)), SavedError::Damaged(_)));
    assert!(matches!(why(&sound[..10]), SavedError::Length));
    assert!(matches!(why(&sound[..sound.len() - 1]), SavedError::Length));
    assert!(matches!(read(folder.path()), Err(SavedError::Foreign)));
    assert!(matches!(read(&folder.path().join("none")), Err(SavedError::Missing)));
}

#[test]
fn only_its_owner_may_read_it_and_what_a_kill_left_is_overwritten() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let left = folder.path().join("file.new");
    std::fs::write(&left, vec![7; 5000]).unwrap();
    let path = made(&folder, &[]);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!left.exists());
    read(&path).unwrap();
}

#[test]
fn what_fails_leaves_the_old_file_and_two_do_not_write_at_once() {
    let folder = TempDir::new().unwrap();
    let path = made(&folder, &[vec![1]]);
    let full = replace(&path, |writer| {
        writer.section(&[1; 100])?;
        Err(io::ErrorKind::StorageFull.into())
    });
    assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert!(!folder.path().join("file.new").exists());
    assert_eq!(read(&path).unwrap().2, 1);
    replace(&path, |_| {
        let second = replace(&path, |_| Ok(()));
        assert_eq!(second.unwrap_err().kind(), io::ErrorKind::WouldBlock);
        Ok(())
    })
    .unwrap();
}
