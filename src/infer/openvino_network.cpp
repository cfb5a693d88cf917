#include "infer/openvino_network.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/hash.h"
#include "base/log.h"
#include "infer/engines.h"
#include "infer/openvino_core.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

std::string stem_of(const EngineSpec& spec, const EngineOptions& options) {
  if (options.cache_dir.empty() || spec.input_shape.empty()) return {};
  std::error_code error;
  const auto path = fs::absolute(spec.model_path, error).string();
  const auto bytes = fs::file_size(path, error);
  const auto changed = fs::last_write_time(path, error).time_since_epoch().count();
  if (error) return {};
  const auto key = sha256(fmt::format("{} {} {} {} [{}] {} {} {}", spec.identity, path, bytes,
                                      changed, fmt::join(spec.input_shape, ","), spec.input,
                                      fmt::join(spec.outputs, " "), openvino_version()));
  return (fs::path(options.cache_dir) / ("network-" + key.substr(0, 32))).string();
}

/// The names and types the caller relies on are there.
Status check_ports(const ov::Model& model, const EngineSpec& spec) {
  const auto& path = spec.model_path;
  const auto has = [](const auto& ports, const std::string& name) {
    return std::find_if(ports.begin(), ports.end(),
                        [&](const auto& port) { return port.get_names().count(name) > 0; });
  };
  const auto inputs = model.inputs(), outputs = model.outputs();
  const auto input = has(inputs, spec.input);
  if (input == inputs.end() || inputs.size() != 1) {
    return fail(Errc::bad_model, path, "model {}: must have one input, '{}'; it has {}{}", path,
                spec.input, inputs.size(), input == inputs.end() ? ", none of that name" : "");
  }
  if (input->get_element_type() != ov::element::f32) {
    return fail(Errc::bad_model, path, "model {}: input '{}' is {}, must be f32", path, spec.input,
                input->get_element_type().to_string());
  }
  for (const auto& name : spec.outputs) {
    const auto output = has(outputs, name);
    if (output == outputs.end())
      return fail(Errc::bad_model, path, "model {}: has no output '{}'", path, name);
    const auto type = output->get_element_type();
    if (type != ov::element::f32 && type != ov::element::i64) {
      return fail(Errc::bad_model, path, "model {}: output '{}' is {}, must be f32 or i64", path,
                  name, type.to_string());
    }
  }
  return {};
}

/// A damaged cache costs time, never the run.
ov::CompiledModel compile_for_cpu(const std::shared_ptr<ov::Model>& model, ov::AnyMap settings) {
  try {
    return openvino_core().compile_model(model, "CPU", settings);
  } catch (const std::exception& e) {
    if (settings.erase(ov::cache_dir.name()) == 0) throw;
    log()->warn("OpenVINO cannot use its cache, compiling without: {}", short_reason(e.what()));
    return openvino_core().compile_model(model, "CPU", settings);
  }
}

}  // namespace

OpenvinoNetwork::OpenvinoNetwork(const EngineSpec& spec, const EngineOptions& options,
                                 ov::AnyMap settings)
    : spec_(spec), settings_(std::move(settings)), stem_(stem_of(spec, options)) {}

Result<ov::CompiledModel> OpenvinoNetwork::compile() {
  if (is_kept())
    if (auto compiled = compile_kept()) return compiled;
  TL_ASSIGN(const auto model, read());
  keep(model);
  if (is_kept())
    if (auto compiled = compile_kept()) return compiled;
  return compile_for_cpu(model, settings_);
}

Result<std::shared_ptr<ov::Model>> OpenvinoNetwork::read() {
  const std::lock_guard lock(mutex_);
  if (model_) return model_;
  auto model = read_onnx(spec_.model_path);
  TL_CHECK(check_ports(*model, spec_));
  if (!spec_.input_shape.empty()) {
    model->reshape(ov::PartialShape(
        std::vector<ov::Dimension>(spec_.input_shape.begin(), spec_.input_shape.end())));
  }
  if (stem_.empty()) model_ = model;
  return model;
}

/// Empty, and no longer kept, when the file is damaged.
ov::CompiledModel OpenvinoNetwork::compile_kept() const {
  try {
    return openvino_core().compile_model(file(".xml"), "CPU", settings_);
  } catch (const std::exception& e) {
    log()->debug("a network kept in the cache is of no use, reading it anew: {}",
                 short_reason(e.what()));
    drop_kept();
    return {};
  }
}

void OpenvinoNetwork::keep(const std::shared_ptr<ov::Model>& model) const {
  if (stem_.empty()) return;
  // Under names of this thread first: others may do the same at the same time. The structure comes
  // last, for it is what is looked for.
  const auto part = fmt::format("{}.{}", stem_, ::gettid());
  try {
    fs::create_directories(fs::path(stem_).parent_path());
    ov::serialize(model, part + ".xml", part + ".bin");
    fs::rename(part + ".bin", file(".bin"));
    fs::rename(part + ".xml", file(".xml"));
  } catch (const std::exception& e) {
    log()->debug("a network is not kept in the cache: {}", short_reason(e.what()));
    std::error_code ignored;
    fs::remove(part + ".bin", ignored);
    fs::remove(part + ".xml", ignored);
  }
}

void OpenvinoNetwork::drop_kept() const {
  std::error_code ignored;
  for (const char* extension : {".tried", ".xml", ".bin"}) fs::remove(file(extension), ignored);
}

bool OpenvinoNetwork::was_tried() const {
  std::error_code ignored;
  return !spec_.identity.empty() && is_kept() && fs::exists(file(".tried"), ignored);
}

void OpenvinoNetwork::keep_tried() const {
  if (is_kept()) std::ofstream(file(".tried")).flush();
}

bool OpenvinoNetwork::is_kept() const {
  if (stem_.empty()) return false;
  // Anything else would be handed to every front end in turn, and those print.
  std::ifstream structure(file(".xml"), std::ios::binary);
  std::string start(5, '\0');
  return structure.read(start.data(), 5) && start == "<?xml";
}

}  // namespace touchline
