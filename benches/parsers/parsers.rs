//! Criterion on what `src/bench.rs` does; `benches/parsers.sh` runs it.

use std::time::Duration;

use cpu_time::ThreadTime;
use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use git_checkpoint::bench::{BENCHMARKS, Benchmark};

/// The time on a processor: all of it is computing, and nothing else on the machine counts.
struct ProcessorTime;

impl Measurement for ProcessorTime {
    type Intermediate = ThreadTime;
    type Value = Duration;

    fn start(&self) -> ThreadTime {
        ThreadTime::now()
    }

    fn end(&self, start: ThreadTime) -> Duration {
        start.elapsed()
    }

    fn add(&self, one: &Duration, other: &Duration) -> Duration {
        *one + *other
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, time: &Duration) -> f64 {
        WallTime.to_f64(time)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

fn parsers(criterion: &mut Criterion<ProcessorTime>) {
    for Benchmark { name, sizes, document, work } in BENCHMARKS {
        let mut group = criterion.benchmark_group(name);
        for &size in sizes {
            let text = document(size);
            let id = format!("{}-{}", text.lines().count(), text.len());
            group.throughput(Throughput::Bytes(text.len() as u64));
            let work = work(text);
            group.bench_function(BenchmarkId::from_parameter(id), |bencher| bencher.iter(&work));
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(ProcessorTime);
    targets = parsers
}
criterion_main!(benches);
