#include "libav/filter_chain.h"

#include <dlfcn.h>

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

namespace touchline {
namespace {

struct Library {
  decltype(&avfilter_graph_alloc) graph_alloc = nullptr;
  decltype(&avfilter_graph_free) graph_free = nullptr;
  decltype(&avfilter_graph_create_filter) create_filter = nullptr;
  decltype(&avfilter_graph_parse_ptr) parse = nullptr;
  decltype(&avfilter_graph_config) configure = nullptr;
  decltype(&avfilter_get_by_name) filter_named = nullptr;
  decltype(&avfilter_inout_alloc) inout_alloc = nullptr;
  decltype(&avfilter_inout_free) inout_free = nullptr;
  decltype(&av_buffersrc_add_frame) put = nullptr;
  decltype(&av_buffersink_get_frame) take = nullptr;
  decltype(&av_buffersink_set_frame_size) set_frame_size = nullptr;
  std::string missing;  ///< why it cannot be used; empty when it can
};

Library load() {
  Library library;
  const auto name = fmt::format("libavfilter.so.{}", LIBAVFILTER_VERSION_MAJOR);
  void* handle = dlopen(name.c_str(), RTLD_LAZY | RTLD_LOCAL);  // never closed
  const auto find = [&](auto& function, const char* symbol) {
    if (handle)
      function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(handle, symbol));
    if (function || !library.missing.empty()) return;
    const char* reason = dlerror();
    library.missing = fmt::format("{} cannot be used ({}); install FFmpeg's filters", name,
                                  reason ? reason : symbol);
  };
  find(library.graph_alloc, "avfilter_graph_alloc");
  find(library.graph_free, "avfilter_graph_free");
  find(library.create_filter, "avfilter_graph_create_filter");
  find(library.parse, "avfilter_graph_parse_ptr");
  find(library.configure, "avfilter_graph_config");
  find(library.filter_named, "avfilter_get_by_name");
  find(library.inout_alloc, "avfilter_inout_alloc");
  find(library.inout_free, "avfilter_inout_free");
  find(library.put, "av_buffersrc_add_frame");
  find(library.take, "av_buffersink_get_frame");
  find(library.set_frame_size, "av_buffersink_set_frame_size");
  return library;
}

const Library& libavfilter() {
  static const Library library = load();
  return library;
}

/// The open ends of a graph: its input hangs on the buffer's output and the other way round.
AVFilterInOut* open_end(const char* name, AVFilterContext* filter) {
  AVFilterInOut* end = libavfilter().inout_alloc();
  if (end) *end = {av_strdup(name), filter, 0, nullptr};
  return end;
}

}  // namespace

void FilterChain::FreeGraph::operator()(AVFilterGraph* graph) const {
  libavfilter().graph_free(&graph);
}

Status FilterChain::build(AVMediaType kind, const std::string& input, const std::string& filters,
                          int threads) {
  const Library& library = libavfilter();
  if (!library.missing.empty()) return fail(Errc::no_device, "libavfilter", "{}", library.missing);
  const bool sound = kind == AVMEDIA_TYPE_AUDIO;
  graph_.reset(library.graph_alloc());
  int code = graph_ ? 0 : AVERROR(ENOMEM);
  const auto add = [&](AVFilterContext*& end, const char* filter, const char* name,
                       const char* options) {
    if (code < 0) return;
    code = library.create_filter(&end, library.filter_named(filter), name, options, nullptr,
                                 graph_.get());
  };
  if (graph_) graph_->nb_threads = threads;
  add(in_, sound ? "abuffer" : "buffer", "in", input.c_str());
  add(out_, sound ? "abuffersink" : "buffersink", "out", nullptr);
  if (code >= 0) {
    AVFilterInOut* outputs = open_end("in", in_);
    AVFilterInOut* inputs = open_end("out", out_);
    code = outputs && inputs
               ? library.parse(graph_.get(), filters.c_str(), &inputs, &outputs, nullptr)
               : AVERROR(ENOMEM);
    library.inout_free(&inputs);
    library.inout_free(&outputs);
  }
  if (code >= 0) code = library.configure(graph_.get(), nullptr);
  if (code >= 0) return {};
  graph_.reset();
  return fail(Errc::no_device, "libavfilter", "{}", libav_error_text(code));
}

void FilterChain::set_frame_size(int samples) {
  libavfilter().set_frame_size(out_, static_cast<unsigned>(samples));
}

int FilterChain::put(AVFrame* frame) { return libavfilter().put(in_, frame); }
int FilterChain::take(AVFrame& frame) { return libavfilter().take(out_, &frame); }

}  // namespace touchline
