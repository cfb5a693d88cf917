// The library touchline_parquet: rows to Parquet through Arrow.
#include "reports/parquet/parquet.h"

#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/writer.h>

#include <exception>
#include <utility>
#include <vector>

namespace touchline {
namespace {

std::unique_ptr<arrow::ArrayBuilder> builder_of(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return std::make_unique<arrow::Int64Builder>();
    case ColumnType::number:
      return std::make_unique<arrow::DoubleBuilder>();
    case ColumnType::text:
      return std::make_unique<arrow::StringBuilder>();
    case ColumnType::word:
      break;
  }
  return std::make_unique<arrow::StringDictionary32Builder>();
}

template <class Builder>
arrow::Status append_to(arrow::ArrayBuilder& to, const auto& value) {
  return static_cast<Builder&>(to).Append(value);
}

arrow::Status append(arrow::ArrayBuilder& to, ColumnType type, const Cell& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return to.AppendNull();
  switch (type) {
    case ColumnType::integer:
      return append_to<arrow::Int64Builder>(to, std::get<std::int64_t>(cell));
    case ColumnType::number:
      return append_to<arrow::DoubleBuilder>(to, std::get<double>(cell));
    case ColumnType::text:
      return append_to<arrow::StringBuilder>(to, std::get<std::string>(cell));
    case ColumnType::word:
      break;
  }
  return append_to<arrow::StringDictionary32Builder>(to, std::get<std::string>(cell));
}

/// What `work`, which returns a Status, has to say; no exception leaves the library.
template <class Work>
std::string told(Work work) {
  try {
    const arrow::Status status = work();
    return status.ok() ? std::string() : status.ToString();
  } catch (const std::exception& caught) {
    return caught.what();
  }
}

class Table final : public ParquetTable {
 public:
  arrow::Status open(const std::string& path, std::span<const Column> columns) {
    columns_ = columns;
    arrow::FieldVector fields;
    for (const auto& column : columns_) {
      builders_.push_back(builder_of(column.type));
      fields.push_back(arrow::field(column.name, builders_.back()->type()));
    }
    schema_ = arrow::schema(fields);
    // With the Arrow schema in the file, dictionary columns come back as such.
    const auto arrow_settings = parquet::ArrowWriterProperties::Builder().store_schema()->build();
    const auto settings =
        parquet::WriterProperties::Builder().compression(parquet::Compression::ZSTD)->build();
    ARROW_ASSIGN_OR_RAISE(file_, arrow::io::FileOutputStream::Open(path));
    return parquet::arrow::FileWriter::Open(*schema_, arrow::default_memory_pool(), file_, settings,
                                            arrow_settings)
        .Value(&writer_);
  }
  std::string add(std::span<const Cell> row) override {
    return told([&]() -> arrow::Status {
      for (std::size_t i = 0; i < row.size(); ++i)
        ARROW_RETURN_NOT_OK(append(*builders_[i], columns_[i].type, row[i]));
      return arrow::Status::OK();
    });
  }
  std::string end_group() override {
    return told([&] { return write(); });
  }
  std::string close() override {
    return told([&]() -> arrow::Status {
      ARROW_RETURN_NOT_OK(writer_->Close());
      return file_->Close();
    });
  }

 private:
  arrow::Status write() {
    arrow::ArrayVector arrays;
    for (auto& builder : builders_) {
      ARROW_ASSIGN_OR_RAISE(auto array, builder->Finish());
      arrays.push_back(std::move(array));
    }
    const auto table = arrow::Table::Make(schema_, arrays);
    return table->num_rows() > 0 ? writer_->WriteTable(*table, table->num_rows())
                                 : arrow::Status::OK();
  }

  std::span<const Column> columns_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<std::unique_ptr<arrow::ArrayBuilder>> builders_;
  std::shared_ptr<arrow::io::FileOutputStream> file_;
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

std::unique_ptr<ParquetTable> open_parquet(const std::string& path, std::span<const Column> columns,
                                           std::string& error) {
  auto table = std::make_unique<Table>();
  error = told([&] { return table->open(path, columns); });
  if (!error.empty()) return nullptr;
  return table;
}

}  // namespace
}  // namespace touchline

extern "C" __attribute__((visibility("default"))) touchline::OpenParquet touchline_open_parquet() {
  return touchline::open_parquet;
}
