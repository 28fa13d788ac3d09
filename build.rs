//! The page is embedded by a macro that cannot tell cargo of new files.

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
}
