//! Turns a panic of the geometry crates into a value.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `work` returns, or the message of its panic.
///
/// `geo` and `i_overlay` panic on some degenerate input (georust/geo #1597).
/// The closures handed in here own or only read what they touch, so nothing
/// half-changed survives the unwinding.
pub(super) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
            .unwrap_or_else(|| "panic without a message".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::catch;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(catch(|| 1), Ok(1));
        assert_eq!(catch(|| -> i32 { panic!("no {}", "way") }), Err("no way".to_owned()));
        assert_eq!(catch(|| -> i32 { panic!("dull") }), Err("dull".to_owned()));
    }
}
