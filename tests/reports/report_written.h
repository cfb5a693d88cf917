// A report that was written, and its parts as text.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/report_run.h"
#include "support/temp_dir.h"

namespace touchline::testing {

/// The report of a run that `Run` (MadeUpRun or one like it) has made up.
template <class Run>
struct WrittenReport {
  TempDir dir;
  std::vector<std::string> files;
  std::string page;

  explicit WrittenReport(const RunOptions& options = {},
                         const std::function<void(ReportInput&)>& change = {}) {
    Run run(options);
    run.write(dir.path());
    ReportInput input = run.input(dir.path());
    if (change) change(input);
    write(input);
  }
  void write(const ReportInput& input) {
    const auto result = write_report(input);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    if (result) files = *result;
    page = read_text(dir.path() + "/report.html");
  }
  /// The report again, with one more event.
  void add(const Event& event) {
    std::ofstream(dir.path() + "/events.jsonl", std::ios::app) << json_of(event, "x") << '\n';
    write(Run({}).input(dir.path()));
  }
  [[nodiscard]] std::string plot(const std::string& name) const {
    return read_text(dir.path() + "/plots/" + name + ".svg");
  }
  /// What the page's script reads.
  [[nodiscard]] nlohmann::json data() const {
    const std::string open = R"(<script type="application/json" id="data">)";
    const auto from = page.find(open) + open.size();
    return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
  }
};

/// Whether every element is closed in order and every attribute quoted.
inline std::string xml_fault(const std::string& text) {
  std::vector<std::string> open;
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at)) {
    const auto end = text.find('>', at);
    if (end == std::string::npos) return "an element without an end";
    const std::string tag = text.substr(at + 1, end - at - 1);
    at = end;
    if (tag.starts_with("?")) continue;
    if (std::count(tag.begin(), tag.end(), '"') % 2) return "a quote is open in <" + tag + ">";
    const std::string name = tag.substr(0, tag.find_first_of(" /", 1));
    if (tag.starts_with("/")) {
      if (open.empty() || "/" + open.back() != name) return "<" + name + "> closes nothing";
      open.pop_back();
    } else if (!tag.ends_with("/")) {
      open.push_back(name);
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> is never closed";
}

}  // namespace touchline::testing
