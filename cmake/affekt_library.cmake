# affekt_library(NAME LINKS ... [TORCH]): the library of the folder src/NAME.
# TORCH: the folder includes LibTorch, through one shared precompiled header.
add_library(affekt_warnings INTERFACE)
target_compile_options(affekt_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
  -Woverloaded-virtual -Wnull-dereference -Wno-unknown-pragmas)
if(AFFEKT_WARNINGS_AS_ERRORS)
  target_compile_options(affekt_warnings INTERFACE -Werror)
endif()
if(AFFEKT_SANITIZE)
  target_compile_options(affekt_warnings INTERFACE -fsanitize=${AFFEKT_SANITIZE} -fno-omit-frame-pointer
                         -Wno-error=maybe-uninitialized)  # GCC 12 sees such in std::regex once it instruments it
  target_link_options(affekt_warnings INTERFACE -fsanitize=${AFFEKT_SANITIZE})
endif()

add_library(affekt_torch_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/torch_pch.cpp)
target_include_directories(affekt_torch_pch SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
target_link_libraries(affekt_torch_pch PUBLIC ${TORCH_LIBRARIES} OpenMP::OpenMP_CXX)
target_link_libraries(affekt_torch_pch PRIVATE affekt_warnings)
target_precompile_headers(affekt_torch_pch PRIVATE <torch/torch.h>)

function(affekt_target_setup target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${target} PRIVATE affekt_warnings)
endfunction()

# An executable that shares the libraries' precompiled header must be compiled as they are: -fPIC, not -fPIE.
function(affekt_use_torch_pch target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE -fPIC)
  target_precompile_headers(${target} REUSE_FROM affekt_torch_pch)
endfunction()

function(affekt_library name)
  cmake_parse_arguments(ARG "TORCH" "" "LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  set(target affekt_${name})
  add_library(${target} STATIC ${sources} ${CMAKE_SOURCE_DIR}/cmake/empty.cpp)
  affekt_target_setup(${target})
  target_link_libraries(${target} PUBLIC ${ARG_LINKS})
  if(ARG_TORCH)
    target_link_libraries(${target} PUBLIC affekt_torch_pch)
    target_precompile_headers(${target} REUSE_FROM affekt_torch_pch)
  endif()
endfunction()
