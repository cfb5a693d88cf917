#include "base/line_writer.h"

namespace touchline {

Result<LineWriter> LineWriter::open(const std::string& path) {
  TL_ASSIGN(File file, File::create(path));
  return LineWriter(std::move(file));
}

Status LineWriter::write(std::string_view line) {
  buffer_.assign(line);
  buffer_.push_back('\n');
  return file_.append(buffer_.data(), buffer_.size());
}

}  // namespace touchline
