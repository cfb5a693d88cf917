// A report in a real browser without a window, used as a person would.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "reports/report_run.h"

namespace touchline::testing {

inline std::string output_of(const std::string& command) {
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  char block[65536];
  while (const auto n = std::fread(block, 1, sizeof block, pipe)) text.append(block, n);
  pclose(pipe);
  return text;
}

inline std::string browser() {
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"})
    if (!output_of(std::string("command -v ") + name).empty()) return name;
  return {};
}

#define TL_NEEDS_BROWSER()                     \
  if (::touchline::testing::browser().empty()) \
  GTEST_SKIP()                                 \
      << "needs a browser: install Debian's package chromium (tools/setup/packages_for_tests.txt)"

inline const std::string kSeen = "<pre id=\"seen\">";

/// Virtual time: waiting costs nothing, and the result hardly hangs on the machine's load.
inline std::string browser_command(const std::string& dir, const std::string& hash,
                                   const char* size, int budget_ms) {
  return "timeout 100 " + browser() +
         " --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run"
         " --host-resolver-rules='MAP * ~NOTFOUND' --user-data-dir=" +
         dir + "/profile --window-size=" + size +
         " --virtual-time-budget=" + std::to_string(budget_ms) + " --dump-dom 'file://" + dir +
         "/driven.html" + hash + "' 2>" + dir + "/browser.log";
}

/// Opens the run's report with the driver inside and returns what it has seen.
inline nlohmann::json use_report(const std::string& dir, const std::string& hash = "",
                                 const char* size = "1280,1000") {
  std::string page = read_text(dir + "/report.html");
  const std::string driver =
      read_text(std::string(TOUCHLINE_ROOT) + "/tests/reports/browser/driver.js");
  page.insert(page.find("<style>"), "<script>" + driver + "</script>");
  std::ofstream(dir + "/driven.html") << page;
  // A real video loads in real time, so on a busy machine the budget may run out before: more then.
  std::string dom;
  for (int budget_ms = 8000; budget_ms <= 128000 && dom.find(kSeen) == std::string::npos;
       budget_ms *= 4)
    dom = output_of(browser_command(dir, hash, size, budget_ms));
  const auto from = dom.find(kSeen);
  EXPECT_NE(from, std::string::npos) << read_text(dir + "/browser.log");
  if (from == std::string::npos) return nlohmann::json{};
  const auto begin = from + kSeen.size();
  return nlohmann::json::parse(dom.substr(begin, dom.find("</pre>", begin) - begin));
}

/// Of a run that `Run` (MadeUpRun or one like it) makes up.
template <class Run>
nlohmann::json run_and_use_report(TempDir& dir, const RunOptions& options,
                                  const char* size = "1280,1000") {
  Run run(options);
  run.write(dir.path());
  const auto result = write_report(run.input(dir.path()));
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return use_report(dir.path(), "", size);
}

}  // namespace touchline::testing
