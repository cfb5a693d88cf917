# Compiler settings every room shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_CXX_FLAGS_SANITIZE "-O1 -g1 -fno-omit-frame-pointer")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(touchline_options INTERFACE)
target_include_directories(touchline_options INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
# No contraction: CPU and GPU must agree bit for bit, so fusion is written as fmaf where it is wanted.
target_compile_options(touchline_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # GCC's own pragmas (ivdep), libav's macros (AV_TIME_BASE_Q is a compound literal), loops that step in a lambda.
  target_compile_options(touchline_options INTERFACE -Wno-unknown-pragmas -Wno-c99-extensions -Wno-for-loop-analysis)
elseif(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(touchline_options INTERFACE -Wno-restrict)  # false alarms on std::string (GCC PR 105651)
endif()
if(TOUCHLINE_SANITIZE)
  target_compile_options(touchline_options INTERFACE -fsanitize=${TOUCHLINE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(touchline_options INTERFACE -fsanitize=${TOUCHLINE_SANITIZE})
  if(TOUCHLINE_FUZZ)
    target_compile_options(touchline_options INTERFACE -fsanitize=fuzzer-no-link)
  endif()
endif()
