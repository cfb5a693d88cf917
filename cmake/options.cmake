# Compiler settings every room shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_CXX_FLAGS_SANITIZE "-O1 -g1 -fno-omit-frame-pointer")
# Rooms that compute little: with sanitizers they and their tests are compiled without optimisation, in half the time.
if(TOUCHLINE_SANITIZE)
  set(TOUCHLINE_UNOPTIMISED_ROOMS base records libav infer sink reports pipeline verbs)
endif()

# A compiler cache that is there when the folder is first configured: one that comes later would compile all again.
if(NOT DEFINED CACHE{CCACHE})
  find_program(CCACHE ccache)
endif()
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# Several sources of a room at once, so that headers are read and templates made once for all of them. Not where there
# is a compiler cache, which does better; that build also proves that every source names what it includes.
set(CMAKE_UNITY_BUILD OFF)
if(TOUCHLINE_UNITY AND NOT CCACHE)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
endif()

add_library(touchline_options INTERFACE)
target_include_directories(touchline_options INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
# No contraction: CPU and GPU must agree bit for bit, so fusion is written as fmaf where it is wanted.
target_compile_options(touchline_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -ffp-contract=off)
if(TOUCHLINE_WERROR)
  target_compile_options(touchline_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # GCC's own pragmas (ivdep), libav's macros (AV_TIME_BASE_Q is a compound literal), loops that step in a lambda.
  target_compile_options(touchline_options INTERFACE -Wno-unknown-pragmas -Wno-c99-extensions -Wno-for-loop-analysis)
else()
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(touchline_options INTERFACE -Wno-restrict)  # false alarms on std::string (GCC PR 105651)
  endif()
  if(CMAKE_UNITY_BUILD)  # takes a source included by another for a header
    target_compile_options(touchline_options INTERFACE -Wno-subobject-linkage)
  endif()
endif()
if(TOUCHLINE_SANITIZE)
  target_compile_options(touchline_options INTERFACE -fsanitize=${TOUCHLINE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(touchline_options INTERFACE -fsanitize=${TOUCHLINE_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND TOUCHLINE_SANITIZE MATCHES undefined)
    # The checks at every pointer double the time of the build, and find what the address sanitizer or the processor stops.
    # libav's enumerations hold whatever a file says.
    target_compile_options(touchline_options INTERFACE -fno-sanitize=null,alignment,object-size,vptr,function,enum)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # false in instrumented standard headers (regex, function)
    target_compile_options(touchline_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
