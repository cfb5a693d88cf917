// tests/odd_files.tsv: what becomes of every file of shared/data/odd.
#pragma once

extern "C" {
#include <libavcodec/version.h>
}

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

namespace touchline::testing {

struct OddFile {
  std::string file, outcome, note;  ///< outcome: full, partial or error
  std::int64_t frames = 0;
};

inline void PrintTo(const OddFile& odd, std::ostream* out) { *out << odd.file; }

inline std::vector<OddFile> odd_files() {
  std::ifstream table(std::filesystem::path(TOUCHLINE_ROOT) / "tests" / "odd_files.tsv");
  std::vector<OddFile> list;
  std::string line, frames;
  std::getline(table, line);  // the header
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    OddFile odd;
    std::getline(fields, odd.file, '\t');
    std::getline(fields, odd.outcome, '\t');
    std::getline(fields, frames, '\t');
    std::getline(fields, odd.note, '\t');
    odd.frames = std::atoll(frames.c_str());
    if (odd.outcome == "from FFmpeg 7.1") {
      const bool there = LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(61, 19, 0);
      odd.outcome = there ? "full" : "error";
      if (!there) odd.frames = 0;
    }
    list.push_back(odd);
  }
  return list;
}

}  // namespace touchline::testing
