# What Touchline stands on. tools/setup/setup.sh installs the Debian packages and fills TOUCHLINE_DEPS;
# point TOUCHLINE_DEPS (or the *_ROOT variables) at your own copies to build without it.
find_package(PkgConfig REQUIRED)
pkg_check_modules(LIBAV REQUIRED IMPORTED_TARGET
  libavformat>=59 libavcodec>=59 libavfilter>=8 libavutil>=57 libswscale>=6)
pkg_check_modules(TEXT REQUIRED IMPORTED_TARGET freetype2 harfbuzz)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(Threads REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp)  # Debian 12's package predates the namespaced target
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()

set(TOUCHLINE_OPENVINO_ROOT "${TOUCHLINE_DEPS}/openvino/openvino" CACHE PATH "Unpacked 'openvino' wheel")
set(TOUCHLINE_ONNXRUNTIME_ROOT "${TOUCHLINE_DEPS}/onnxruntime" CACHE PATH "ONNX Runtime: include/ and lib/")
find_package(OpenVINO REQUIRED COMPONENTS Runtime PATHS ${TOUCHLINE_OPENVINO_ROOT}/cmake NO_DEFAULT_PATH)

find_library(ONNXRUNTIME_LIBRARY onnxruntime PATHS ${TOUCHLINE_ONNXRUNTIME_ROOT}/lib NO_DEFAULT_PATH REQUIRED)
find_path(ONNXRUNTIME_INCLUDE onnxruntime_cxx_api.h PATHS ${TOUCHLINE_ONNXRUNTIME_ROOT}/include NO_DEFAULT_PATH REQUIRED)
add_library(onnxruntime SHARED IMPORTED)
set_target_properties(onnxruntime PROPERTIES IMPORTED_LOCATION ${ONNXRUNTIME_LIBRARY})
target_include_directories(onnxruntime SYSTEM INTERFACE ${ONNXRUNTIME_INCLUDE})
# Where CUDA's libraries are, if setup fetched them: loaded at run time, see infer/cuda_libraries.h.
set(TOUCHLINE_CUDA_RUNTIME "${TOUCHLINE_DEPS}/cuda_runtime" CACHE PATH "CUDA's libraries, in lib/")
target_compile_definitions(onnxruntime INTERFACE TOUCHLINE_CUDA_RUNTIME="${TOUCHLINE_CUDA_RUNTIME}/lib")
