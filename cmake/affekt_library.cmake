# Warnings, LibTorch and the libraries of src/.
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

# LibTorch, OpenMP's flags included. Its headers cost 8 to 20 s in every file that includes them: unity builds
# read them once for many files, which is faster than a precompiled header of 571 MB.
add_library(affekt_torch INTERFACE)
target_include_directories(affekt_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(affekt_torch INTERFACE ${TORCH_LIBRARIES} OpenMP::OpenMP_CXX)
# GCC 14 finds faults in LibTorch's own inline functions: a std::vector<bool> written out of bounds, a null pointer.
target_compile_options(affekt_torch INTERFACE
  "$<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-null-dereference>")

function(affekt_target_setup target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${target} PRIVATE affekt_warnings)
endfunction()

# affekt_library(NAME LINKS ... [TORCH] [HOT] [EXCLUDE regex]): the library of the folder src/NAME.
# TORCH: the folder includes LibTorch. HOT: it computes with every sample, so it is built with -O3.
function(affekt_library name)
  cmake_parse_arguments(ARG "TORCH;HOT" "EXCLUDE" "LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  if(ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX ${ARG_EXCLUDE})
  endif()
  set(target affekt_${name})
  add_library(${target} STATIC ${sources} ${CMAKE_SOURCE_DIR}/cmake/empty.cpp)
  affekt_target_setup(${target})
  target_link_libraries(${target} PUBLIC ${ARG_LINKS})
  if(ARG_TORCH)
    target_link_libraries(${target} PUBLIC affekt_torch)
    set_target_properties(${target} PROPERTIES UNITY_BUILD_BATCH_SIZE 32)  # LibTorch's headers take most of it
  endif()
  if(ARG_HOT)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O3>)
  endif()
endfunction()
