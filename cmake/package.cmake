# What is installed beside the program, and the Debian package of all that: scripts/package makes it.
set(doc share/doc/affekt)
install(FILES README.md LICENSE CHANGELOG.md DESTINATION ${doc})
install(FILES datasets/README.md DESTINATION ${doc} RENAME datasets.md)
install(DIRECTORY configs/ DESTINATION share/affekt/configs FILES_MATCHING PATTERN "*.yaml")

# The release is this machine's: the package depends on the libraries that the program was linked with.
find_program(DPKG dpkg)
if(NOT DPKG OR NOT EXISTS /etc/os-release)
  return()
endif()
execute_process(COMMAND ${DPKG} --print-architecture OUTPUT_VARIABLE architecture OUTPUT_STRIP_TRAILING_WHITESPACE)
foreach(key VERSION_CODENAME VERSION_ID)
  file(STRINGS /etc/os-release ${key} REGEX "^${key}=")
  string(REGEX REPLACE "^${key}=|\"" "" ${key} "${${key}}")
endforeach()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME affekt)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_FILE_NAME affekt_${PROJECT_VERSION}_${VERSION_CODENAME}_${architecture})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME ${CPACK_PACKAGE_FILE_NAME}.deb)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE ${architecture})
# A machine that goes from one release of Debian to the next gets the next one's package, as its version is higher; a
# package of Debian's own would be higher still.
set(CPACK_DEBIAN_PACKAGE_RELEASE 1~deb${VERSION_ID})
set(AFFEKT_PACKAGE_MAINTAINER "the affekt authors <authors@affekt.invalid>" CACHE STRING "Maintainer of the package: name <address>")
set(AFFEKT_PACKAGE_HOMEPAGE "" CACHE STRING "Where the project is found on the web")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${AFFEKT_PACKAGE_MAINTAINER})
if(AFFEKT_PACKAGE_HOMEPAGE)
  set(CPACK_DEBIAN_PACKAGE_HOMEPAGE ${AFFEKT_PACKAGE_HOMEPAGE})
endif()
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "models of an emotion-aware music recommender: training and use")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"affekt trains, evaluates and exports models that read emotions in faces,
voices and people in pictures, cluster songs by the emotion that they carry,
and tell the song that comes next. One YAML file goes in; a trained model, an
accuracy report and an ONNX file that gives the same predictions come out.

It makes playlists for a mood, a face or a voice, too, from the command line,
as a server with a page, or as a folder of files for a browser.")

# What is linked, dpkg-shlibdeps finds. By path or as a program are opened: the cascade that finds faces (opencv-data), the
# certificates of affekt spotify, Node for ONNX Runtime. LibTorch takes any BLAS; affekt's threads are meant for this one.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "opencv-data, libopenblas0-openmp")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
if(NOT (ONNXRUNTIME_INCLUDE_DIR AND ONNXRUNTIME_LIBRARY))
  string(APPEND CPACK_DEBIAN_PACKAGE_RECOMMENDS ", nodejs (>= 18)")
  # Its library lies beside the module that loads it.
  file(GLOB CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_SOURCE_DIR}/scripts/onnxruntime/node_modules/onnxruntime-node/bin/*/linux/x64)
endif()

execute_process(COMMAND git -C ${CMAKE_SOURCE_DIR} log -1 --format=%cD OUTPUT_VARIABLE commit_date OUTPUT_STRIP_TRAILING_WHITESPACE
                ERROR_QUIET)
if(NOT commit_date)  # sources without git
  string(TIMESTAMP commit_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
endif()
configure_file(cmake/package/stage.cmake.in stage_package.cmake @ONLY)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_BINARY_DIR}/stage_package.cmake)
# CPack would call ldconfig, which has nothing to do with libraries that affekt alone opens. It does not where scripts of
# these names are given, and passes over what is not there.
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_BINARY_DIR}/none/postinst ${CMAKE_CURRENT_BINARY_DIR}/none/postrm)
include(CPack)
