#include "infer/openvino_network.h"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

#include "base/cpu.h"
#include "base/crc32.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "infer/engines.h"
#include "infer/openvino_core.h"

namespace touchline {
namespace {

namespace fs = std::filesystem;

/// Beside a kept network: a start has found it sound.
constexpr auto kTried = ".tried";

}  // namespace

std::string kept_path(const EngineSpec& spec, const EngineOptions& options,
                      const std::string& settings, const std::string& version,
                      const std::string& processor) {
  if (options.cache_dir.empty() || spec.input_shape.empty()) return {};
  std::error_code error;
  const auto path = fs::absolute(spec.model_path, error).string();
  const auto bytes = fs::file_size(path, error);
  const auto changed = fs::last_write_time(path, error).time_since_epoch().count();
  if (error) return {};
  const auto all = fmt::format("{} {} {} {} [{}] {} {} {} {}{}", spec.identity, path, bytes,
                               changed, fmt::join(spec.input_shape, ","), spec.input,
                               fmt::join(spec.outputs, " "), version, processor, settings);
  return (fs::path(options.cache_dir) / ("network-" + sha256(all).substr(0, 32) + ".blob"))
      .string();
}

namespace {

std::string in_words(const ov::AnyMap& settings) {
  std::string words;
  for (const auto& [name, value] : settings) words += " " + name + "=" + value.as<std::string>();
  return words;
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

/// A kept network ends with the CRC-32 of all before it.
constexpr std::size_t kCrcBytes = sizeof(std::uint32_t);

/// Empty when there is none, or none whole.
ov::Tensor kept_at(const std::string& path) {
  std::error_code error;
  const auto bytes = fs::file_size(path, error);
  if (error || bytes <= kCrcBytes) return {};
  // Read, not mapped: a file that fails is then an exception and no signal.
  std::ifstream file(path, std::ios::binary);
  ov::Tensor all(ov::element::u8, {bytes});
  auto* data = all.data<std::uint8_t>();
  if (!file.read(reinterpret_cast<char*>(data), static_cast<std::streamsize>(bytes))) return {};
  const auto payload = bytes - kCrcBytes;
  std::uint32_t crc = 0;
  std::memcpy(&crc, data + payload, kCrcBytes);
  return crc32(data, payload) == crc ? ov::Tensor(all, {0}, {payload}) : ov::Tensor();
}

/// Under a name of its own first: others may do the same at the same time.
void keep(const ov::CompiledModel& compiled, const std::string& path) {
  const auto part = fmt::format("{}.{:x}{:x}", path, std::random_device()(), ::gettid());
  std::error_code ignored;
  try {
    std::ostringstream stream;
    const_cast<ov::CompiledModel&>(compiled).export_model(stream);
    const auto bytes = std::move(stream).str();
    const auto crc = crc32(bytes.data(), bytes.size());
    fs::create_directories(fs::path(path).parent_path());
    if (auto file = File::create(part); !file || !file->append(bytes.data(), bytes.size()) ||
                                        !file->append(&crc, kCrcBytes) || !file->close())
      throw std::runtime_error("it cannot be written");
    fs::rename(part, path);
  } catch (const std::exception& e) {
    log()->debug("a compiled network is not kept in the cache: {}", short_reason(e.what()));
    fs::remove(part, ignored);
  }
}

}  // namespace

OpenvinoNetwork::OpenvinoNetwork(const EngineSpec& spec, const EngineOptions& options,
                                 ov::AnyMap settings)
    : spec_(spec),
      settings_(std::move(settings)),
      path_(kept_path(spec, options, in_words(settings_), openvino_version(),
                      cpuinfo("model name"))) {}

Result<ov::CompiledModel> OpenvinoNetwork::compile() {
  if (auto compiled = compile_kept()) return compiled;
  TL_ASSIGN(const auto model, read());
  auto compiled = openvino_core().compile_model(model, "CPU", settings_);
  if (!path_.empty()) keep(compiled, path_);
  return compiled;
}

/// Empty when nothing is kept or it is of no use; then it is removed.
ov::CompiledModel OpenvinoNetwork::compile_kept() {
  if (path_.empty()) return {};
  try {
    if (const auto kept = this->kept()) return openvino_core().import_model(kept, "CPU", settings_);
  } catch (const std::exception& e) {
    log()->debug("a compiled network in the cache is of no use, compiling anew: {}",
                 short_reason(e.what()));
  }
  std::error_code ignored;
  fs::remove(path_ + kTried, ignored);
  fs::remove(path_, ignored);
  return {};
}

ov::Tensor OpenvinoNetwork::kept() {
  const std::lock_guard lock(mutex_);
  if (!kept_) kept_ = kept_at(path_);
  return kept_;
}

Result<std::shared_ptr<ov::Model>> OpenvinoNetwork::read() {
  const std::lock_guard lock(mutex_);
  if (model_) return model_;
  auto model = read_network(spec_.model_path);
  TL_CHECK(check_ports(*model, spec_));
  if (!spec_.input_shape.empty()) {
    model->reshape(ov::PartialShape(
        std::vector<ov::Dimension>(spec_.input_shape.begin(), spec_.input_shape.end())));
  }
  model_ = model;
  return model_;
}

bool OpenvinoNetwork::was_tried() const {
  std::error_code ignored;
  return !spec_.identity.empty() && !path_.empty() && fs::exists(path_, ignored) &&
         fs::exists(path_ + kTried, ignored);
}

void OpenvinoNetwork::keep_tried() const {
  if (!path_.empty()) std::ofstream(path_ + kTried).flush();
}

}  // namespace touchline
