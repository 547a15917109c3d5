//! Where stored answers come from, and how they are replaced.

use std::path::Path;

use super::*;
use crate::registries::simulator::AnswersError;

fn svar() -> Value {
    json!({"arenden": []})
}

fn one_line(person: &str) -> String {
    let envelope = stored(Source::Csn, person, &svar());
    String::from_utf8_lossy(&envelope).replace('\n', " ")
}

fn write(folder: &Path, name: &str, content: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    std::fs::write(path, content).expect("a file");
}

#[tokio::test]
async fn a_population_folder_is_served_line_by_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let lines = [one_line(PERSON), String::new(), one_line(OTHER_PERSON)];
    write(folder.path(), "answers.jsonl", &lines.join("\n"));
    let answers = Answers::load(folder.path()).expect("answers");
    assert_eq!(answers.len(), 2);
    let simulator = start(answers, &[]).await;
    for person in [PERSON, OTHER_PERSON] {
        let reply = ask(&simulator, Source::Csn, &question(person)).await;
        assert!(reply.body == one_line(person).into_bytes());
    }
}

#[tokio::test]
async fn a_fixtures_folder_is_served_from_arrays_and_single_envelopes() {
    let folder = tempfile::tempdir().expect("a folder");
    let array = format!(
        "[\n  {},\n  {}\n]\n",
        one_line(PERSON),
        one_line(OTHER_PERSON)
    );
    write(folder.path(), "registries/a.json", &array);
    let single = stored(Source::Skatteverket, PERSON, &svar());
    write(
        folder.path(),
        "registries/b.json",
        &format!("{}\n", String::from_utf8_lossy(&single)),
    );
    write(folder.path(), "registries/notes.txt", "not an answer");
    let answers = Answers::load(folder.path()).expect("answers");
    assert_eq!(answers.len(), 3);
    let simulator = start(answers, &[]).await;
    let reply = ask(&simulator, Source::Csn, &question(OTHER_PERSON)).await;
    assert!(reply.body == one_line(OTHER_PERSON).into_bytes());
    let reply = ask(&simulator, Source::Skatteverket, &question(PERSON)).await;
    assert!(reply.body == single);
}

#[test]
fn a_bad_line_is_named_by_its_place_and_never_quoted() {
    let folder = tempfile::tempdir().expect("a folder");
    let bad = [
        one_line("9004129806"),
        one_line(PERSON).replace("\"CSN\"", "\"AF\""),
        one_line(PERSON).replace("\"kalla\"", "\"annat\""),
        "{".to_owned(),
    ];
    for bad in bad {
        write(
            folder.path(),
            "answers.jsonl",
            &format!("{}\n{bad}\n", one_line(OTHER_PERSON)),
        );
        let error = Answers::load(folder.path()).expect_err("a bad line");
        let text = error.to_string();
        assert!(text.starts_with("answers.jsonl line 2: "), "{text}");
        assert!(!text.contains("9004129806"));
    }
}

#[test]
fn a_folder_without_answers_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = Answers::load(folder.path()).expect_err("nothing there");
    assert!(matches!(error, AnswersError::NothingToServe(_)));
    let error = Answers::from_population(folder.path()).expect_err("no file");
    assert!(matches!(error, AnswersError::Read { .. }));
}

#[tokio::test]
async fn an_answer_can_be_replaced_while_running() {
    let simulator = start(answers_for(PERSON), &[]).await;
    let changed = stored(Source::Csn, PERSON, &json!({"arenden": [1]}));
    simulator
        .replace_answer(changed.clone())
        .expect("an envelope");
    let reply = ask(&simulator, Source::Csn, &question(PERSON)).await;
    assert!(reply.body == changed);
    assert!(simulator.replace_answer("{}").is_err());
    let reply = ask(&simulator, Source::Csn, &question(PERSON)).await;
    assert!(reply.body == changed);
}
