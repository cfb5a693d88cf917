// Which streams of a container are taken.
#include <strings.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <vector>

#include "source/input.h"

namespace touchline {

AVStream* best_video(AVFormatContext& container) {
  const int best = av_find_best_stream(&container, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (best < 0) return nullptr;
  const auto is_cover = [&](const AVStream* s) {
    return (s->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0;
  };
  if (!is_cover(container.streams[best])) return container.streams[best];
  for (unsigned i = 0; i < container.nb_streams; ++i) {
    AVStream* stream = container.streams[i];
    if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !is_cover(stream)) return stream;
  }
  return nullptr;
}

std::string language_of(const AVStream& stream) {
  const AVDictionaryEntry* entry = av_dict_get(stream.metadata, "language", nullptr, 0);
  const std::string tag = entry ? entry->value : "";
  const bool sound = std::all_of(tag.begin(), tag.end(), [](unsigned char c) {
    return c == '-' || (c < 0x80 && std::isalnum(c) != 0);
  });
  return sound && tag != "und" ? tag : "";
}

Status Input::choose_streams(const std::string& name) {
  video_ = best_video(*container_);
  if (!video_) {
    std::string found;
    for (unsigned i = 0; i < container_->nb_streams; ++i) {
      const auto* parameters = container_->streams[i]->codecpar;
      const char* type = av_get_media_type_string(parameters->codec_type);
      found += fmt::format("{}{} ({})", i ? ", " : "", type ? type : "unknown",
                           avcodec_get_name(parameters->codec_id));
    }
    return fail(Errc::bad_input, name,
                "{}: holds no moving pictures, only: {}; expected a file with a video stream", name,
                found.empty() ? "nothing" : found);
  }
  TL_CHECK(choose_audio(name, options_.audio_track));
  discard_unwanted();
  const auto& picture = *video_->codecpar;
  if (picture.width > kMaxPictureSide || picture.height > kMaxPictureSide) {
    return fail(Errc::bad_input, name,
                "{}: pictures of {}x{} are larger than the limit of {}x{}; scale it down first",
                name, picture.width, picture.height, kMaxPictureSide, kMaxPictureSide);
  }
  return {};
}

/// The track marked as default, else the first; or the one that `wanted` says. Of a transport
/// stream's programmes the picture's is looked at, if it has sound.
Status Input::choose_audio(const std::string& name, const std::string& wanted) {
  const AVProgram* program = av_find_program_from_stream(container_.get(), nullptr, video_->index);
  std::vector<AVStream*>& tracks = tracks_;
  const auto collect = [&](bool beside_pictures) {
    tracks.clear();
    for (unsigned i = 0; i < container_->nb_streams; ++i) {
      AVStream* stream = container_->streams[i];
      if (stream->codecpar->codec_type != AVMEDIA_TYPE_AUDIO) continue;
      const auto* first = beside_pictures ? program->stream_index : nullptr;
      const auto* last = beside_pictures ? first + program->nb_stream_indexes : nullptr;
      if (!beside_pictures || std::find(first, last, i) != last) tracks.push_back(stream);
    }
  };
  collect(program != nullptr);
  if (tracks.empty() && program) collect(false);
  int number = 0;
  const char* end = wanted.data() + wanted.size();
  const bool is_number = std::from_chars(wanted.data(), end, number).ptr == end;
  const auto known = [&](const AVStream& stream) {
    return stream.codecpar->codec_id != AV_CODEC_ID_NONE;
  };
  const auto first_known =
      std::find_if(tracks.begin(), tracks.end(), [&](const AVStream* s) { return known(*s); });
  std::size_t chosen = tracks.size();
  std::string found;
  for (std::size_t i = tracks.size(); i-- > 0;) {
    const std::string language = language_of(*tracks[i]);
    found = fmt::format("{} ({}{}{}){}{}", i + 1, avcodec_get_name(tracks[i]->codecpar->codec_id),
                        language.empty() ? "" : ", ", language, found.empty() ? "" : ", ", found);
    const bool marked = known(*tracks[i]) && (tracks[i]->disposition & AV_DISPOSITION_DEFAULT) != 0;
    const bool matches = wanted == "auto" ? marked
                         : is_number      ? number == static_cast<int>(i) + 1
                                          : strcasecmp(language.c_str(), wanted.c_str()) == 0;
    if (matches) chosen = i;
  }
  if (wanted == "auto" && chosen == tracks.size() && first_known != tracks.end())
    chosen = static_cast<std::size_t>(first_known - tracks.begin());
  if (wanted == "auto" && chosen == tracks.size()) chosen = 0;  // to be named where it is left out
  if (chosen < tracks.size()) {
    audio_ = tracks[chosen];
  } else if (wanted != "auto") {
    return fail(Errc::bad_config, "input.audio_track",
                "{}: has no audio track '{}', only: {}; give a number, a language or auto", name,
                wanted, found.empty() ? "none" : found);
  }
  return {};
}

int Input::audio_number(const AVStream& stream) const {
  const auto at = std::find(tracks_.begin(), tracks_.end(), &stream);
  return at == tracks_.end() ? 0 : static_cast<int>(at - tracks_.begin()) + 1;
}

/// Saves reading what nobody asked for, where no other stream can take over later: of a playlist
/// those of the same variant can, of a transport stream all can.
void Input::discard_unwanted() {
  const AVProgram* variant =
      is_playlist() ? av_find_program_from_stream(container_.get(), nullptr, video_->index)
                    : nullptr;
  for (unsigned i = 0; i < container_->nb_streams; ++i) {
    AVStream* stream = container_->streams[i];
    if (stream == video_ || stream == audio_) continue;
    const bool media = stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO ||
                       stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
    bool may_follow = media && may_switch();
    if (may_follow && is_playlist()) {
      may_follow =
          variant != nullptr &&
          std::find(variant->stream_index, variant->stream_index + variant->nb_stream_indexes, i) !=
              variant->stream_index + variant->nb_stream_indexes;
    }
    if (!may_follow) stream->discard = AVDISCARD_ALL;
  }
}

}  // namespace touchline
