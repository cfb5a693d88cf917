// The library touchline_parquet: rows to Parquet through Arrow.
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/writer.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "reports/parquet/abi.h"

namespace {

using Arrays = std::vector<std::shared_ptr<arrow::Array>>;

std::shared_ptr<arrow::DataType> arrow_type(TouchlineParquetType type) {
  switch (type) {
    case kTouchlineParquetInteger:
      return arrow::int64();
    case kTouchlineParquetNumber:
      return arrow::float64();
    case kTouchlineParquetText:
      return arrow::utf8();
    case kTouchlineParquetWord:
      break;
  }
  return arrow::dictionary(arrow::int32(), arrow::utf8());
}

template <class Builder>
arrow::Result<std::shared_ptr<arrow::Array>> text_array(const TouchlineParquetCells& cells,
                                                        std::int64_t rows) {
  Builder builder;
  for (std::int64_t i = 0; i < rows; ++i)
    ARROW_RETURN_NOT_OK(cells.known[i] ? builder.Append(cells.texts[i]) : builder.AppendNull());
  return builder.Finish();
}

arrow::Result<std::shared_ptr<arrow::Array>> array_of(TouchlineParquetType type,
                                                      const TouchlineParquetCells& cells,
                                                      std::int64_t rows) {
  if (type == kTouchlineParquetText) return text_array<arrow::StringBuilder>(cells, rows);
  if (type == kTouchlineParquetWord)
    return text_array<arrow::StringDictionary32Builder>(cells, rows);
  if (type == kTouchlineParquetInteger) {
    arrow::Int64Builder builder;
    ARROW_RETURN_NOT_OK(builder.AppendValues(cells.integers, rows, cells.known));
    return builder.Finish();
  }
  arrow::DoubleBuilder builder;
  ARROW_RETURN_NOT_OK(builder.AppendValues(cells.numbers, rows, cells.known));
  return builder.Finish();
}

struct Writer {
  std::vector<TouchlineParquetType> types;
  std::shared_ptr<arrow::Schema> schema;
  std::shared_ptr<arrow::io::FileOutputStream> file;
  std::unique_ptr<parquet::arrow::FileWriter> parquet;
};

arrow::Result<std::unique_ptr<Writer>> open(const char* path,
                                            const std::vector<TouchlineParquetColumn>& columns) {
  auto writer = std::make_unique<Writer>();
  arrow::FieldVector fields;
  for (const auto& column : columns) {
    fields.push_back(arrow::field(column.name, arrow_type(column.type)));
    writer->types.push_back(column.type);
  }
  writer->schema = arrow::schema(fields);
  // With the Arrow schema in the file, dictionary columns come back as such.
  const auto arrow_settings = parquet::ArrowWriterProperties::Builder().store_schema()->build();
  const auto settings =
      parquet::WriterProperties::Builder().compression(parquet::Compression::ZSTD)->build();
  ARROW_ASSIGN_OR_RAISE(writer->file, arrow::io::FileOutputStream::Open(path));
  ARROW_ASSIGN_OR_RAISE(writer->parquet, parquet::arrow::FileWriter::Open(
                                             *writer->schema, arrow::default_memory_pool(),
                                             writer->file, settings, arrow_settings));
  return writer;
}

arrow::Status write(Writer& writer, const TouchlineParquetCells* cells, std::int64_t rows) {
  Arrays arrays;
  for (std::size_t i = 0; i < writer.types.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(auto array, array_of(writer.types[i], cells[i], rows));
    arrays.push_back(std::move(array));
  }
  return writer.parquet->WriteTable(*arrow::Table::Make(writer.schema, arrays), rows);
}

/// Runs `work`, which returns a Status; no exception leaves the library.
template <class Work>
int report(char* error, std::size_t error_size, Work work) {
  std::string text;
  try {
    const arrow::Status status = work();
    if (status.ok()) return 0;
    text = status.ToString();
  } catch (const std::exception& caught) {
    text = caught.what();
  }
  const auto length = std::min(text.size(), error_size - 1);
  std::memcpy(error, text.data(), length);
  error[length] = '\0';
  return 1;
}

int open_file(const char* path, const TouchlineParquetColumn* columns, int column_count,
              void** writer, char* error, std::size_t error_size) {
  return report(error, error_size, [&]() -> arrow::Status {
    ARROW_ASSIGN_OR_RAISE(auto opened, open(path, {columns, columns + column_count}));
    *writer = opened.release();
    return arrow::Status::OK();
  });
}

int write_group(void* writer, const TouchlineParquetCells* cells, std::int64_t rows, char* error,
                std::size_t error_size) {
  return report(error, error_size,
                [&] { return write(*static_cast<Writer*>(writer), cells, rows); });
}

int close_file(void* writer, int finish, char* error, std::size_t error_size) {
  const std::unique_ptr<Writer> owned(static_cast<Writer*>(writer));
  return report(error, error_size, [&]() -> arrow::Status {
    if (finish) ARROW_RETURN_NOT_OK(owned->parquet->Close());
    return owned->file->Close();
  });
}

constexpr TouchlineParquetApi kApi{open_file, write_group, close_file};

}  // namespace

extern "C" __attribute__((visibility("default"))) const TouchlineParquetApi* touchline_parquet() {
  return &kApi;
}
