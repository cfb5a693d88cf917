#include "sink/nvjpeg_encoder.h"

#include <dlfcn.h>

#include <map>
#include <memory>
#include <mutex>

#include "image/transfer.h"
#include "kernels/jpeg_samples.h"

namespace touchline {
namespace {

constexpr int k420 = 2;  // NVJPEG_CSS_420

/// nvjpegImage_t.
struct JpegPlanes {
  unsigned char* channel[4] = {};
  std::size_t pitch[4] = {};
};

/// The part of nvJPEG's C interface in use; all return nvjpegStatus_t, 0 for success.
struct Nvjpeg {
  int (*nvjpegCreateSimple)(void**) = nullptr;
  int (*nvjpegDestroy)(void*) = nullptr;
  int (*nvjpegEncoderStateCreate)(void*, void**, void*) = nullptr;
  int (*nvjpegEncoderStateDestroy)(void*) = nullptr;
  int (*nvjpegEncoderParamsCreate)(void*, void**, void*) = nullptr;
  int (*nvjpegEncoderParamsDestroy)(void*) = nullptr;
  int (*nvjpegEncoderParamsSetQuality)(void*, int, void*) = nullptr;
  int (*nvjpegEncoderParamsSetSamplingFactors)(void*, int, void*) = nullptr;
  int (*nvjpegEncodeYUV)(void*, void*, void*, const JpegPlanes*, int, int, int, void*) = nullptr;
  int (*nvjpegEncodeRetrieveBitstream)(void*, void*, unsigned char*, std::size_t*, void*) = nullptr;
  std::string why;  ///< not empty: none of them is there
};

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

Nvjpeg load() {
  Nvjpeg api;
  void* library = nullptr;
  for (const char* name : {"libnvjpeg.so.13", "libnvjpeg.so.12", "libnvjpeg.so"})
    if ((library = dlopen(name, RTLD_NOW | RTLD_LOCAL))) break;
  if (!library) {
    api.why = "libnvjpeg.so cannot be loaded; ./touchline setup --gpu fetches it";
    return api;
  }
#define TL_FIND(name) find(library, #name, api.name)
  const bool whole = TL_FIND(nvjpegCreateSimple) && TL_FIND(nvjpegDestroy) &&
                     TL_FIND(nvjpegEncoderStateCreate) && TL_FIND(nvjpegEncoderStateDestroy) &&
                     TL_FIND(nvjpegEncoderParamsCreate) && TL_FIND(nvjpegEncoderParamsDestroy) &&
                     TL_FIND(nvjpegEncoderParamsSetQuality) &&
                     TL_FIND(nvjpegEncoderParamsSetSamplingFactors) && TL_FIND(nvjpegEncodeYUV) &&
                     TL_FIND(nvjpegEncodeRetrieveBitstream);
#undef TL_FIND
  if (!whole) api.why = "this libnvjpeg lacks the encoder; version 12 or 13 has it";
  return api;
}

const Nvjpeg& nvjpeg() {
  static const Nvjpeg api = load();
  return api;
}

Status check(int code, const char* what) {
  if (code == 0) return {};
  return fail(Errc::no_device, "nvjpeg", "nvJPEG: {} failed with status {}", what, code);
}

/// nvJPEG on one GPU: costly to make, and safe to share between threads, which encoders are not.
class Library {
 public:
  static Result<std::shared_ptr<Library>> open(const cuda::SharedContext& context) {
    static std::mutex mutex;
    static std::map<int, std::weak_ptr<Library>> opened;  // by GPU
    const std::lock_guard lock(mutex);
    auto& known = opened[context->info().index];
    if (auto library = known.lock()) return library;
    TL_CHECK(context->bind());
    auto library = std::make_shared<Library>(context);
    TL_CHECK(check(nvjpeg().nvjpegCreateSimple(&library->handle_), "starting"));
    known = library;
    return library;
  }
  explicit Library(cuda::SharedContext context) : context_(std::move(context)) {}
  ~Library() {
    if (handle_ && context_->bind()) nvjpeg().nvjpegDestroy(handle_);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  [[nodiscard]] void* handle() const { return handle_; }

 private:
  cuda::SharedContext context_;
  void* handle_ = nullptr;
};

}  // namespace

std::string gpu_jpeg_missing() { return nvjpeg().why; }

struct NvjpegEncoder::State {
  cuda::SharedContext context;
  std::unique_ptr<cuda::Stream> stream;
  FrameInfo samples;
  Pool pool;
  std::shared_ptr<Library> library = {};
  void *encoder = nullptr, *parameters = nullptr;

  ~State() {
    if (!context->bind()) return;
    if (parameters) nvjpeg().nvjpegEncoderParamsDestroy(parameters);
    if (encoder) nvjpeg().nvjpegEncoderStateDestroy(encoder);
  }

  Status start(int quality) {
    const auto& api = nvjpeg();
    TL_ASSIGN(library, Library::open(context));
    TL_CHECK(context->bind());
    void* const handle = library->handle();
    TL_CHECK(check(api.nvjpegEncoderStateCreate(handle, &encoder, stream->handle()),
                   "making an encoder"));
    TL_CHECK(check(api.nvjpegEncoderParamsCreate(handle, &parameters, stream->handle()),
                   "making its parameters"));
    TL_CHECK(check(api.nvjpegEncoderParamsSetQuality(parameters, quality, stream->handle()),
                   "setting the quality"));
    return check(api.nvjpegEncoderParamsSetSamplingFactors(parameters, k420, stream->handle()),
                 "setting 4:2:0");
  }
};

NvjpegEncoder::NvjpegEncoder(UniqueAVCodecContext context, std::unique_ptr<State> state)
    : context_(std::move(context)), state_(std::move(state)), packet_(av_packet_alloc()) {}
NvjpegEncoder::~NvjpegEncoder() = default;

Result<std::unique_ptr<NvjpegEncoder>> NvjpegEncoder::open(const VideoOptions& options,
                                                           const MediaInfo& media,
                                                           const FrameInfo& info) {
  TL_CHECK(check_jpeg(options, info));
  if (!nvjpeg().why.empty()) return fail(Errc::no_device, "nvjpeg", "{}", nvjpeg().why);
  TL_ASSIGN(auto gpu, cuda::Context::open(info.device.index));
  TL_ASSIGN(auto stream, cuda::Stream::create(gpu, cuda::Urgency::urgent));
  const FrameInfo samples = jpeg_info(info);
  std::unique_ptr<State> state(
      new State{gpu, std::move(stream), samples, picture_pool(samples, gpu)});
  TL_CHECK(state->start(options.jpeg_quality));
  auto context = jpeg_context(options, media, info);
  if (!context) return fail(Errc::internal, "nvjpeg", "out of memory");
  std::unique_ptr<NvjpegEncoder> encoder(new NvjpegEncoder(std::move(context), std::move(state)));
  TL_CHECK(encoder->warm_up());
  return encoder;
}

std::string NvjpegEncoder::name() const { return "nvJPEG on " + state_->context->info().name; }

Result<Image> NvjpegEncoder::samples() {
  auto& s = *state_;
  Image image(s.samples, s.pool);
  if (image) return image;
  return fail(Errc::no_device, "device", "no GPU memory left for a JPEG picture of {}x{}",
              s.samples.width, s.samples.height);
}

/// A grey picture, for which nvJPEG takes the memory that it keeps.
Status NvjpegEncoder::warm_up() {
  TL_ASSIGN(const Image grey, samples());
  for (int i = 0; i < 3; ++i) {
    const auto& plane = grey.plane(i);
    TL_CHECK(state_->stream->fill(plane.data, 128,
                                  static_cast<std::size_t>(plane.pitch * plane.height)));
  }
  return compress(grey);
}

Status NvjpegEncoder::encode(const Frame& frame) {
  TL_ASSIGN(Image image, samples());
  TL_CHECK(to_jpeg_samples(frame, image, *state_->stream));
  return compress(image);
}

Status NvjpegEncoder::compress(const Image& image) {
  auto& s = *state_;
  JpegPlanes planes;
  for (int i = 0; i < 3; ++i) {
    planes.channel[i] = image.plane(i).data;
    planes.pitch[i] = static_cast<std::size_t>(image.plane(i).pitch);
  }
  const auto& api = nvjpeg();
  TL_CHECK(check(api.nvjpegEncodeYUV(s.library->handle(), s.encoder, s.parameters, &planes, k420,
                                     s.samples.width, s.samples.height, s.stream->handle()),
                 "encoding"));
  std::size_t bytes = 0;
  TL_CHECK(check(api.nvjpegEncodeRetrieveBitstream(s.library->handle(), s.encoder, nullptr, &bytes,
                                                   s.stream->handle()),
                 "measuring the bitstream"));
  TL_CHECK(s.stream->synchronize());  // `image` is read until here
  av_packet_unref(packet_.get());
  if (av_new_packet(packet_.get(), static_cast<int>(bytes)) < 0)
    return fail(Errc::internal, "nvjpeg", "out of memory");
  TL_CHECK(check(api.nvjpegEncodeRetrieveBitstream(s.library->handle(), s.encoder, packet_->data,
                                                   &bytes, s.stream->handle()),
                 "reading the bitstream"));
  return s.stream->synchronize();
}

Status NvjpegEncoder::send(const Frame& frame, std::int64_t pts, std::int64_t duration) {
  if (!packet_) return fail(Errc::internal, "nvjpeg", "out of memory");
  TL_CHECK(encode(frame));
  packet_->pts = packet_->dts = pts;
  packet_->duration = duration;
  packet_->flags |= AV_PKT_FLAG_KEY;
  ready_ = true;
  return {};
}

Result<AVPacket*> NvjpegEncoder::receive() {
  if (!ready_) return static_cast<AVPacket*>(nullptr);
  ready_ = false;
  return packet_.get();
}

}  // namespace touchline
