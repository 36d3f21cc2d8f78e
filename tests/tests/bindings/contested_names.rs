//! Two locations that derive the same type name: the one closest to a component gets it, the other one its
//! full path.

use tests::contested_names::types::{
    Course, CourseChapter, CourseChapterLesson, CourseChaptersItem,
};

#[test]
fn contested_type_names_use_the_path() {
    let text = r#"{"chapters":[{"lessons":[{"id":"l_1","minutes":5}]}],"first":{"lessons":[{"id":"l_2"}]}}"#;
    let course: Course = serde_json::from_str(text).unwrap();
    let chapters: &[CourseChaptersItem] = &course.chapters;
    assert_eq!(chapters[0].lessons[0].minutes, 5);
    let first: &CourseChapter = &course.first;
    let lessons: &[CourseChapterLesson] = &first.lessons;
    assert_eq!(lessons[0].id, "l_2");
    assert_eq!(serde_json::to_string(&course).unwrap(), text);
}
