// A recording whose files are pieces of one stream.
#include "source/input.h"

namespace touchline {
namespace {

constexpr int kPieceBuffer = 64 * 1024;

}  // namespace

/// Nothing is said of what cannot be found or read: whoever opens it does.
void Input::find_pieces() {
  std::vector<std::string> paths;
  for (const auto& part : parts_) {
    const auto location = locate(part);
    const auto path = location ? path_of(*location) : "";
    if (path.empty()) return;
    paths.push_back(path);
  }
  if (paths.size() > 1) pieces_ = StreamPieces::find(paths);
}

void Input::give_pieces(AVFormatContext& context) {
  pieces_->seek(0);
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kPieceBuffer));
  io_.reset(avio_alloc_context(buffer, kPieceBuffer, 0, this, read_pieces, nullptr, seek_pieces));
  context.pb = io_.get();
}

int Input::read_pieces(void* self, std::uint8_t* buffer, int size) {
  const int count = static_cast<Input*>(self)->pieces_->read(buffer, size);
  return count > 0 ? count : count == 0 ? AVERROR_EOF : AVERROR(EIO);
}

std::int64_t Input::seek_pieces(void* self, std::int64_t offset, int whence) {
  auto& pieces = *static_cast<Input*>(self)->pieces_;
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return pieces.size();
    case SEEK_CUR:
      offset += pieces.position();
      break;
    case SEEK_END:
      offset += pieces.size();
      break;
    default:
      break;
  }
  return pieces.seek(offset) ? offset : AVERROR(EINVAL);
}

}  // namespace touchline
