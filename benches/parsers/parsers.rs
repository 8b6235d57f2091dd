//! Criterion on what `src/bench.rs` does; `benches/parsers.sh` runs it.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use git_checkpoint::bench::{BENCHMARKS, Benchmark};

fn parsers(criterion: &mut Criterion) {
    for Benchmark { name, sizes, document, work } in BENCHMARKS {
        let mut group = criterion.benchmark_group(name);
        for &size in sizes {
            let text = document(size);
            let id =
                BenchmarkId::from_parameter(format!("{}-{}", text.lines().count(), text.len()));
            group.throughput(Throughput::Bytes(text.len() as u64));
            let work = work(text);
            group.bench_function(id, |bencher| bencher.iter(&work));
        }
        group.finish();
    }
}

criterion_group!(benches, parsers);
criterion_main!(benches);
