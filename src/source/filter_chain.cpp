#include "source/filter_chain.h"

namespace touchline {

int FilterChain::build(const std::string& input, const std::string& filters, int threads) {
  graph_.reset(avfilter_graph_alloc());
  if (!graph_) return AVERROR(ENOMEM);
  graph_->nb_threads = threads;
  int code = avfilter_graph_create_filter(&in_, avfilter_get_by_name("buffer"), "in", input.c_str(),
                                          nullptr, graph_.get());
  if (code >= 0) {
    code = avfilter_graph_create_filter(&out_, avfilter_get_by_name("buffersink"), "out", nullptr,
                                        nullptr, graph_.get());
  }
  if (code >= 0) {
    // The graph's open ends: its input hangs on the buffer's output and the other way round.
    AVFilterInOut* outputs = avfilter_inout_alloc();
    AVFilterInOut* inputs = avfilter_inout_alloc();
    *outputs = {av_strdup("in"), in_, 0, nullptr};
    *inputs = {av_strdup("out"), out_, 0, nullptr};
    code = avfilter_graph_parse_ptr(graph_.get(), filters.c_str(), &inputs, &outputs, nullptr);
    const UniqueAVFilterInOut free_inputs(inputs), free_outputs(outputs);
  }
  if (code >= 0) code = avfilter_graph_config(graph_.get(), nullptr);
  if (code < 0) graph_.reset();
  return code;
}

}  // namespace touchline
