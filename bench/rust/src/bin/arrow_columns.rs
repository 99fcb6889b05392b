//! Reads columns of a Parquet file with arrow-rs on one thread: arrow_columns FILE REPS COLUMN...
//! COLUMN is a leaf's dotted path. `hash` is the sum of the lengths of texts and of the integers.
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::ArrayRef;
use deltalake_bench_peers::measure;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::ProjectionMask;

fn sum_of(array: &ArrayRef) -> u64 {
    if let Some(fields) = array.as_struct_opt() {
        return fields.columns().iter().map(sum_of).fold(0, u64::wrapping_add);
    }
    if let Some(texts) = array.as_string_opt::<i32>() {
        let offsets = texts.value_offsets();
        return (offsets[offsets.len() - 1] - offsets[0]) as u64;
    }
    let numbers = array.as_primitive::<Int64Type>();
    numbers.iter().flatten().fold(0, |sum, value| sum.wrapping_add(value as u64))
}

fn main() {
    let given: Vec<String> = std::env::args().collect();
    measure(given[2].parse().expect("a number of repetitions"), || {
        let file = std::fs::File::open(&given[1]).expect("a file");
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file");
        let columns = given[3..].iter().map(String::as_str);
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns);
        let reader = builder.with_projection(mask).with_batch_size(8192).build().expect("a reader");
        let (mut rows, mut sum) = (0, 0u64);
        for batch in reader {
            let batch = batch.expect("rows");
            rows += batch.num_rows() as u64;
            sum = batch.columns().iter().map(sum_of).fold(sum, u64::wrapping_add);
        }
        (rows, sum)
    });
}
