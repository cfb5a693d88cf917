# GPU code without CMake's CUDA language: nvcc makes one fatbin of each src/kernels/cuda/*.cu, which the library
# carries as data and the driver loads at run time. So nothing is linked against CUDA, and the same binary runs on
# machines without it. No compiler (or TOUCHLINE_CUDA=OFF): empty images, and --device cuda says so.
set(TOUCHLINE_CUDA AUTO CACHE STRING "Compile GPU code: AUTO (when nvcc is found), ON or OFF")
set(TOUCHLINE_CUDA_TARGETS "80;86;89;90;100;120" CACHE STRING "Compute capabilities, as far as nvcc knows them")
set(TOUCHLINE_CUDA_ROOT "${TOUCHLINE_DEPS}/cuda" CACHE PATH "CUDA toolkit (bin/nvcc)")
set_property(CACHE TOUCHLINE_CUDA PROPERTY STRINGS AUTO ON OFF)

unset(TOUCHLINE_NVCC)
if(NOT TOUCHLINE_CUDA STREQUAL OFF)
  find_program(TOUCHLINE_NVCC nvcc HINTS ${TOUCHLINE_CUDA_ROOT}/bin /usr/local/cuda/bin NO_CACHE)
  if(NOT TOUCHLINE_NVCC AND TOUCHLINE_CUDA STREQUAL ON)
    message(FATAL_ERROR "TOUCHLINE_CUDA=ON, but no nvcc was found: ./touchline setup --gpu fetches one")
  endif()
endif()

set(cuda_targets)
if(TOUCHLINE_NVCC)
  execute_process(COMMAND ${TOUCHLINE_NVCC} --list-gpu-code OUTPUT_VARIABLE known COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "sm_[0-9]+" known "${known}")
  foreach(target ${TOUCHLINE_CUDA_TARGETS})
    if("sm_${target}" IN_LIST known)
      list(APPEND cuda_targets ${target})
    endif()
  endforeach()
  list(JOIN cuda_targets " sm_" cuda_target_names)
  set(cuda_target_names "sm_${cuda_target_names}")
  message(STATUS "GPU code: ${TOUCHLINE_NVCC} for ${cuda_target_names}")
else()
  set(cuda_target_names "")
  message(STATUS "GPU code: none (no nvcc)")
endif()

# touchline_gpu_images(TARGET FILE...): compiles the kernels and puts their images into TARGET.
function(touchline_gpu_images target)
  set(table "")
  set(declarations "")
  if(TOUCHLINE_NVCC)
    set(codes)
    foreach(number ${cuda_targets})
      list(APPEND codes -gencode arch=compute_${number},code=sm_${number})
    endforeach()
    list(GET cuda_targets -1 newest)  # its PTX serves GPUs that come after it
    list(APPEND codes -gencode arch=compute_${newest},code=compute_${newest})
    foreach(source ${ARGN})
      get_filename_component(name ${source} NAME_WE)
      set(fatbin ${CMAKE_CURRENT_BINARY_DIR}/${name}.fatbin)
      # The same arithmetic as the host's: no contraction, no fast approximations (nvcc's default), see options.cmake.
      add_custom_command(OUTPUT ${fatbin}
        COMMAND ${TOUCHLINE_NVCC} -std=c++20 -fatbin --fmad=false --expt-relaxed-constexpr -lineinfo -O3
                -I${CMAKE_SOURCE_DIR}/src -I${CMAKE_SOURCE_DIR}/include ${codes}
                -MD -MF ${fatbin}.d -MT ${fatbin} -o ${fatbin} ${source}
        DEPENDS ${source} DEPFILE ${fatbin}.d VERBATIM COMMENT "GPU code ${name}")
      set(holder ${CMAKE_CURRENT_BINARY_DIR}/${name}_image.S)
      file(CONFIGURE OUTPUT ${holder} CONTENT
        ".section .rodata\n.balign 16\n.globl tl_image_${name}\ntl_image_${name}:\n.incbin \"${fatbin}\"\n.globl tl_image_${name}_end\ntl_image_${name}_end:\n.byte 0\n.section .note.GNU-stack,\"\",%progbits\n")
      set_property(SOURCE ${holder} PROPERTY OBJECT_DEPENDS ${fatbin})
      target_sources(${target} PRIVATE ${holder})
      string(APPEND declarations "extern \"C\" const unsigned char tl_image_${name}[], tl_image_${name}_end[];\n")
      string(APPEND table "    {\"${name}\", tl_image_${name}, tl_image_${name}_end},\n")
    endforeach()
  endif()
  set(images ${CMAKE_CURRENT_BINARY_DIR}/gpu_images.cpp)
  configure_file(${CMAKE_SOURCE_DIR}/src/kernels/cuda/images.cpp.in ${images} @ONLY)
  target_sources(${target} PRIVATE ${images})
endfunction()
