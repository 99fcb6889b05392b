//! Lists a table with delta-kernel-rs and its default engine: kernel_list open|list FOLDER REPS [COLUMN DAYS]
//! COLUMN DAYS: only files of that date partition, as days since 1970-01-01.
use delta_kernel::expressions::{Expression, Predicate, Scalar};
use delta_kernel::scan::state::ScanFile;
use delta_kernel::Snapshot;
use delta_kernel_default_engine::executor::tokio::TokioMultiThreadExecutor;
use delta_kernel_default_engine::{storage::store_from_url, DefaultEngineBuilder};
use deltalake_bench_peers::{hash_of, measure};
use std::sync::Arc;

fn take(sum: &mut (u64, u64), file: ScanFile) {
    sum.0 += 1;
    sum.1 = sum.1.wrapping_add(hash_of(&file.path));
}

fn main() {
    let given: Vec<String> = std::env::args().collect();
    let folder = std::path::Path::new(&given[2]).canonicalize().expect("the table's folder");
    let url = url::Url::from_directory_path(folder).expect("a folder");
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let executor = Arc::new(TokioMultiThreadExecutor::new(threads.handle().clone()));
    let store = store_from_url(&url).expect("a store");
    let engine = DefaultEngineBuilder::new(store).with_task_executor(executor).build();
    let wanted = given.get(5).map(|days| {
        let day = Scalar::Date(days.parse().expect("days"));
        Arc::new(Predicate::eq(Expression::column([given[4].as_str()]), Expression::literal(day)))
    });
    measure(given[3].parse().expect("a number of repetitions"), || {
        let snapshot = Snapshot::builder_for(&url).build(&engine).expect("a snapshot");
        let mut sum = (0, 0);
        if given[1] == "open" {
            return (snapshot.version(), 0);
        }
        let scan = snapshot.scan_builder().with_predicate(wanted.clone()).build().expect("a scan");
        for portion in scan.scan_metadata(&engine).expect("a plan") {
            sum = portion.and_then(|files| files.visit_scan_files(sum, take)).expect("files");
        }
        sum
    });
}
