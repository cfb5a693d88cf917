# cmake --install and cpack: the program, libtouchline.so for programs of others (include/touchline is all they see),
# and share/touchline, which both find from where they lie. Libraries that came as wheels go to lib/touchline, where
# their own search path ($ORIGIN) finds the rest of them; all others are the distribution's.
set(own_libraries lib/touchline)

# One library of all rooms. What it shows is the public interface: users neither see nor find what it stands on.
add_library(touchline_library SHARED ${CMAKE_SOURCE_DIR}/cmake/library.cpp)
target_link_libraries(touchline_library PRIVATE touchline_verbs)
set_property(TARGET touchline_library PROPERTY LINK_LIBRARY_OVERRIDE "WHOLE_ARCHIVE,touchline_pipeline,touchline_verbs")
set_target_properties(touchline_library PROPERTIES OUTPUT_NAME touchline VERSION ${PROJECT_VERSION} SOVERSION 0
  LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib INSTALL_RPATH "$ORIGIN/touchline")
target_link_options(touchline_library PRIVATE -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/library.map -Wl,--no-undefined)
set_property(TARGET touchline_library PROPERTY LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/library.map)
set_target_properties(touchline PROPERTIES INSTALL_RPATH "$ORIGIN/../${own_libraries}")

install(TARGETS touchline RUNTIME DESTINATION bin)
install(TARGETS touchline_library LIBRARY DESTINATION lib)
install(DIRECTORY include/touchline DESTINATION include)
install(DIRECTORY share/ DESTINATION share/touchline)
install(FILES LICENSE DESTINATION share/doc/touchline RENAME copyright)
if(TARGET touchline_parquet)
  set_target_properties(touchline_parquet PROPERTIES INSTALL_RPATH "$ORIGIN")
  install(TARGETS touchline_parquet LIBRARY DESTINATION ${own_libraries})
endif()

configure_file(cmake/touchlineConfig.cmake.in touchlineConfig.cmake @ONLY)
configure_file(cmake/touchline.pc.in touchline.pc @ONLY)
include(CMakePackageConfigHelpers)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/touchlineConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/touchlineConfig.cmake ${CMAKE_BINARY_DIR}/touchlineConfigVersion.cmake
  DESTINATION lib/cmake/touchline)
install(FILES ${CMAKE_BINARY_DIR}/touchline.pc DESTINATION lib/pkgconfig)

# touchline_install_wheel(NAME FOLDER PATTERN...): libraries of an unpacked wheel with its licences. A copy of the
# machine's own (below /usr) stays where it is.
function(touchline_install_wheel name folder)
  if(folder MATCHES "^/usr/")
    return()
  endif()
  list(TRANSFORM ARGN PREPEND "${folder}/" OUTPUT_VARIABLE patterns)
  file(GLOB libraries ${patterns})
  install(FILES ${libraries} DESTINATION ${own_libraries})
  foreach(above "${folder}/.." "${folder}/../..")
    file(GLOB texts "${above}/licenses" "${above}/*.dist-info/licenses" "${above}/*.dist-info/LICENSE*")
    if(texts)
      foreach(text ${texts})
        if(IS_DIRECTORY ${text})
          install(DIRECTORY ${text}/ DESTINATION share/doc/touchline/${name})
        else()
          install(FILES ${text} DESTINATION share/doc/touchline/${name})
        endif()
      endforeach()
      break()
    endif()
  endforeach()
endfunction()
touchline_install_wheel(openvino "${TOUCHLINE_OPENVINO_ROOT}/libs" libopenvino.so.* libopenvino_intel_cpu_plugin.so
  libopenvino_onnx_frontend.so.* libopenvino_tensorflow_lite_frontend.so.* libopenvino_ir_frontend.so.* libtbb*.so.* libhwloc.so.*)
touchline_install_wheel(onnxruntime "${TOUCHLINE_ONNXRUNTIME_ROOT}/lib" libonnxruntime.so.1 libonnxruntime.so.1.*
  libonnxruntime_providers_shared.so)
if(TARGET touchline_parquet)
  touchline_install_wheel(arrow "${TOUCHLINE_PYARROW_ROOT}/lib" libarrow.so.* libparquet.so.*)
endif()

# cpack in the build folder makes a .deb for the distribution that it is built on.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME touchline)
set(CPACK_PACKAGE_CONTACT "Touchline's authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Sports video in, annotated video and match data out")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF)  # what a wheel's makers changed in place after linking does not survive it
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION video)
# libavfilter is loaded by name (src/libav/filter_chain.cpp), so the tool that reads what the program links does not see it.
file(STRINGS "${LIBAV_libavfilter_INCLUDEDIR}/libavfilter/version_major.h" avfilter_major REGEX "define LIBAVFILTER_VERSION_MAJOR")
string(REGEX MATCH "[0-9]+" avfilter_major "${avfilter_major}")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "fonts-inter, libavfilter${avfilter_major} | libavfilter-extra${avfilter_major}")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${TOUCHLINE_OPENVINO_ROOT}/libs" "${TOUCHLINE_ONNXRUNTIME_ROOT}/lib"
  "${TOUCHLINE_PYARROW_ROOT}/lib")
include(CPack)
