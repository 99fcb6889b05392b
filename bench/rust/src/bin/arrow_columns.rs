//! Reads columns of a Parquet file with arrow-rs on one thread: arrow_columns FILE REPS COLUMN...
//! COLUMN is a leaf's dotted path. `hash` is the sum of the lengths of texts, of integers and of the bits of floats.
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, PrimitiveArray, RecordBatch};
use deltalake_bench_peers::measure_apart;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::ProjectionMask;

fn sum<T: ArrowPrimitiveType>(array: &ArrayRef, word: impl Fn(T::Native) -> u64) -> Option<u64> {
    let numbers = array.as_any().downcast_ref::<PrimitiveArray<T>>()?;
    Some(numbers.iter().flatten().fold(0, |sum, value| sum.wrapping_add(word(value))))
}

fn sum_of(array: &ArrayRef) -> u64 {
    if let Some(fields) = array.as_struct_opt() {
        return fields.columns().iter().map(sum_of).fold(0, u64::wrapping_add);
    }
    if let Some(texts) = array.as_string_opt::<i32>() {
        let offsets = texts.value_offsets();
        return (offsets[offsets.len() - 1] - offsets[0]) as u64;
    }
    if let Some(flags) = array.as_boolean_opt() {
        return flags.true_count() as u64;
    }
    sum::<Int64Type>(array, |v| v as u64)
        .or_else(|| sum::<Int32Type>(array, |v| v as u64))
        .or_else(|| sum::<Float64Type>(array, f64::to_bits))
        .or_else(|| sum::<Decimal128Type>(array, |v| v as u64))
        .or_else(|| sum::<TimestampMicrosecondType>(array, |v| v as u64))
        .or_else(|| sum::<Date32Type>(array, |v| v as u64))
        .expect("a type that is counted")
}

/// Reads the columns once and hands each batch to `take`.
fn read(given: &[String], mut take: impl FnMut(RecordBatch)) {
    let file = std::fs::File::open(&given[1]).expect("a file");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file");
    let columns = given[3..].iter().map(String::as_str);
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns);
    let reader = builder.with_projection(mask).with_batch_size(8192).build().expect("a reader");
    for batch in reader {
        take(batch.expect("rows"));
    }
}

fn main() {
    let given: Vec<String> = std::env::args().collect();
    let reps = given[2].parse().expect("a number of repetitions");
    let work = || {
        read(&given, |batch| {
            std::hint::black_box(batch);
        })
    };
    measure_apart(reps, work, || {
        let (mut rows, mut sum) = (0, 0u64);
        read(&given, |batch| {
            rows += batch.num_rows() as u64;
            sum = batch.columns().iter().map(sum_of).fold(sum, u64::wrapping_add);
        });
        (rows, sum)
    });
}
