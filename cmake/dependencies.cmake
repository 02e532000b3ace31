# Every library affekt needs, found once. All are Debian packages: see scripts/setup.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(HDF5 REQUIRED COMPONENTS C)

# -DCMAKE_PREFIX_PATH=/path/to/libtorch takes another LibTorch (2.x, CUDA).
include(${CMAKE_CURRENT_LIST_DIR}/check_libtorch.cmake)
set(prefixes ${CMAKE_PREFIX_PATH})
if(NOT prefixes)  # from the environment, where folders may be named that are gone
  string(REPLACE ":" ";" environment_prefixes "$ENV{CMAKE_PREFIX_PATH}")
  foreach(prefix ${environment_prefixes})
    if(EXISTS ${prefix})
      list(APPEND prefixes ${prefix})
    endif()
  endforeach()
endif()
check_libtorch_named(named_libtorch ${prefixes})
if(Torch_DIR AND NOT EXISTS ${Torch_DIR}/TorchConfig.cmake)
  message(FATAL_ERROR "Torch_DIR: there is no TorchConfig.cmake in ${Torch_DIR}")
endif()
find_package(Torch REQUIRED)
check_libtorch_place(FOUND ${Torch_DIR} INSTALL_PREFIX ${TORCH_INSTALL_PREFIX} LIBRARIES ${TORCH_LIBRARY} ${c10_LIBRARY}
                     NAMED ${named_libtorch})
message(STATUS "LibTorch ${Torch_VERSION} of ${TORCH_INSTALL_PREFIX}")
get_filename_component(torch_folder ${TORCH_LIBRARY} DIRECTORY)
check_libtorch(PARTS ${AFFEKT_PARTS} LIBRARY ${torch_folder}/libtorch_cpu.so INCLUDES ${TORCH_INCLUDE_DIRS} FLAGS "${TORCH_CXX_FLAGS}")
# Torch puts its flags into a global variable; the targets below carry them instead.
set(CMAKE_CXX_FLAGS "${CMAKE_CXX_FLAGS} ${TORCH_CXX_FLAGS}")

if(AFFEKT_PARTS STREQUAL train)
  return()
endif()

# Debian's is compiled with TLS, and pkg-config hands its definitions on: whoever includes it must go by this target, or
# its classes would have another layout than in the library.
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
if(NOT "-DCPPHTTPLIB_OPENSSL_SUPPORT" IN_LIST HTTPLIB_CFLAGS_OTHER)
  message(FATAL_ERROR "cpp-httplib is built without TLS (no CPPHTTPLIB_OPENSSL_SUPPORT in its pkg-config file)")
endif()
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs dnn ml objdetect)
find_package(Protobuf REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
# With threads of its own, Eigen blocks a product by their number, and its bits would depend on it.
target_compile_definitions(Eigen3::Eigen INTERFACE EIGEN_DONT_PARALLELIZE)

find_path(ONNX_INCLUDE_DIR onnx/onnx_pb.h REQUIRED)
find_library(ONNX_LIBRARY onnx REQUIRED)
find_library(ONNX_PROTO_LIBRARY onnx_proto REQUIRED)
add_library(affekt_onnx_proto INTERFACE)
target_include_directories(affekt_onnx_proto SYSTEM INTERFACE ${ONNX_INCLUDE_DIR})
target_compile_definitions(affekt_onnx_proto INTERFACE ONNX_ML=1 ONNX_NAMESPACE=onnx)
target_link_libraries(affekt_onnx_proto INTERFACE ${ONNX_LIBRARY} ${ONNX_PROTO_LIBRARY}
                      protobuf::libprotobuf)

# Optional: ONNX Runtime's C++ package (not in Debian 12). -DONNXRUNTIME_ROOT=/path helps CMake.
find_path(ONNXRUNTIME_INCLUDE_DIR onnxruntime_cxx_api.h
          HINTS ${ONNXRUNTIME_ROOT} PATH_SUFFIXES include include/onnxruntime)
find_library(ONNXRUNTIME_LIBRARY onnxruntime HINTS ${ONNXRUNTIME_ROOT} PATH_SUFFIXES lib)
