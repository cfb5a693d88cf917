// The library's JSON answers as plain text for a terminal: pure functions, one per kind of answer.
#pragma once

#include <string>

#include "page.h"
#include "view.h"

namespace touchline::cli {

using View = std::string (*)(const Json&, const Style&);

/// run: what was found, where it lies, what to open next, what was degraded, how fast. A source may
/// carry what its folder tells beside the summary, see add_folders().
std::string plain_run(const Json& summary, const Style& style);
/// A line of status.jsonl on one line for a person.
std::string plain_status(const Json& status);
std::string plain_demo(const Json& demo, const Style& style);
std::string plain_plan(const Json& plan, const Style& style);

std::string plain_check(const Json& report, const Style& style);
std::string plain_doctor(const Json& report, const Style& style);
std::string plain_bench(const Json& report, const Style& style);
std::string plain_models(const Json& models, const Style& style);
std::string plain_scores(const Json& scores, const Style& style);
std::string plain_poses(const Json& scores, const Style& style);
/// eval follow.
std::string plain_follow(const Json& scores, const Style& style);
std::string plain_config(const Json& config, const Style& style);
/// Rows of key, default, allowed, comment.
std::string plain_settings(const Json& settings, const Style& style);
std::string plain_render(const Json& answer, const Style& style);
std::string plain_convert(const Json& answer, const Style& style);
/// Any other answer: its keys as labels.
std::string plain_outline(const Json& answer, const Style& style);

/// The parts of a run's page that the demo shares.
void show_run(Page& page, const Json& summary);
/// Reads each source's manifest and events beside its summary: "teams", "outputs", "profile",
/// "sport", "event_kinds". A folder that cannot be read adds nothing.
void add_folders(Json& summary);

}  // namespace touchline::cli
